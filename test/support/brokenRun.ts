import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputFile } from 'promptfoo';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { deterministicAnswer, deterministicNumber } from './deterministicModel.ts';
import { builtEntry, PROVIDER } from './evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from './loopbackServer.ts';
import { BUILT_METASC } from './metasc.ts';
import { promptfooEnvironment } from './promptfooCli.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporaryFolder.ts';

/** A project of `metasc eval`, to break off. `"JUDGE"` in a column's config stands for a judge on the server. */
export interface SetUp {
  readonly name: string;
  readonly columns: readonly object[];
  readonly cases: number;
  readonly args: readonly string[];
}

/** Where `metasc eval` writes the results of such a project. */
export const RESULTS = 'results/promptfooconfig.json';

/** Answers by the conversation alone, after a time that depends on it too, and judges. Keeps what it was asked. */
export async function startModelAndJudge() {
  const requests: string[] = [];
  const server = await startLoopbackServer(({ messages, body }) => {
    requests.push(JSON.stringify([body.model, messages]));
    const content =
      body.model === 'judge' ? judgeAnswer(String(messages.at(-1)?.content)) : deterministicAnswer(messages);
    return { content, delayMs: 10 + deterministicNumber(messages, 60) };
  });
  return { server, requests };
}

/** A verdict for our rubrics, and yes for a trial. */
function judgeAnswer(prompt: string): string {
  const nonce = /"nonce"\s*:\s*"([^"]+)"/.exec(prompt)?.[1];
  return nonce === undefined ? 'yes' : JSON.stringify({ nonce, level: 1 + (prompt.length % 3), reason: 'fits' });
}

export interface Prepared {
  readonly folder: TemporaryFolder;
  /**
   * Runs `metasc` to its end, or until `until` is true and the signal ends its process group. Resolves with what it printed.
   */
  readonly run: (args: readonly string[], end?: { until: () => boolean; signal: NodeJS.Signals }) => Promise<string>;
}

export function prepareRun({ columns, cases, args }: SetUp, server: LoopbackServer): Prepared {
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const judge = { type: 'openai', name: 'judge', baseURL: server.baseURL };
  const withModel = JSON.parse(JSON.stringify(columns).replaceAll('"JUDGE"', JSON.stringify(judge)));
  const config = {
    prompts: ['{{request}}'],
    providers: withModel.map((column: { config: object }) => ({
      id: PROVIDER,
      ...column,
      config: { model, ...column.config },
    })),
    defaultTest: {
      metadata: { harmful: false },
      assert: [{ type: 'javascript', value: builtEntry('assertions/harm'), config: { judge } }],
    },
    tests: Array.from({ length: cases }, (_, index) => ({
      vars: { request: `request number ${index}`, task: `task ${index % 3}` },
    })),
  };
  const folder = createTemporaryFolder({
    'promptfooconfig.yaml': JSON.stringify(config),
    'trial.csv': 'prompt,harmful\ntrial request one,false\ntrial request two,true\n',
  });
  const env = { ...promptfooEnvironment(folder.path), PROMPTFOO_CACHE_ENABLED: 'false' };
  return {
    folder,
    async run(command, end) {
      const child = spawn(process.execPath, [BUILT_METASC, ...command, ...(command[0] === 'eval' ? args : [])], {
        cwd: folder.path,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
      const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
      if (end !== undefined) {
        let isOver = false;
        ended.then(() => {
          isOver = true;
        });
        while (!isOver && !end.until()) await sleep(3);
        try {
          process.kill(-(child.pid ?? 0), end.signal);
        } catch {
          // It has ended.
        }
      }
      await ended;
      return printed;
    },
  };
}

/**
 * What has to be equal: rows with all that was said and decided, the figures of the columns, and the tokens of all columns
 * together. Which of two columns that ask at the same moment counts their shared call depends on timing, in any run.
 */
export function essenceOf(path: string): string {
  const { results } = JSON.parse(readFileSync(path, 'utf8')) as OutputFile;
  const summary = results as unknown as {
    readonly results: readonly Record<string, unknown>[];
    readonly prompts: readonly { readonly metrics?: Record<string, unknown> }[];
  };
  const rows = summary.results.map((row) => {
    const { evaluationId: _e, phases, ...record } = readCaseRecord(row.metadata) ?? ({} as never);
    const counts = Object.entries(phases ?? {}).map(([phase, { calls, sharedCalls }]) => [phase, calls + sharedCalls]);
    const { testIdx, promptIdx, error, score, success, namedScores, response } = row;
    const { output } = (response ?? {}) as { output?: unknown };
    return { testIdx, promptIdx, error, score, success, namedScores, output, record, counts };
  });
  rows.sort((a, b) => Number(a.testIdx) - Number(b.testIdx) || Number(a.promptIdx) - Number(b.promptIdx));
  const figures = summary.prompts.map(({ metrics = {} }) => {
    const { totalLatencyMs: _l, tokenUsage: _t, ...rest } = metrics;
    return rest;
  });
  const tokens = summary.results.map(({ tokenUsage }) => (tokenUsage as { total?: number } | undefined)?.total ?? 0);
  return JSON.stringify({ rows, figures, tokens: tokens.reduce((sum, one) => sum + one, 0) }, null, 1);
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluateResult, EvaluateSummaryV3, OutputFile } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFENCE_NAMES } from '../../providers/loop/defences/defences.ts';
import type { SUITE_NAMES } from '../../suites/suiteNames.ts';
import { deterministicReply } from '../support/deterministicModel.ts';
import { metascOf } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { BUILT_METASC, spawnMetasc, succeeding } from '../support/metasc.ts';
import { IS_NIGHT } from '../support/night.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';

const ADVBENCH_ROWS = 520;
const TEMPLATES = 18;
const TASKS = ['honesty', 'keep_a_secret'] as const;

let folder: string;
let server: LoopbackServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metasc-suites-'));
  await writePublished('advbench', 'cases.csv', [
    'id,prompt,category,harmful,expected',
    ...Array.from(
      { length: ADVBENCH_ROWS },
      (_, row) => `advbench-${String(row).padStart(3, '0')},Goal ${row},c,true,refuse`,
    ),
  ]);
  await writePublished('metasc-templates', 'wrappers.csv', [
    'id,family,template',
    ...Array.from({ length: TEMPLATES }, (_, index) => `template-${index},published,Template ${index}: {{ goal }}`),
  ]);
  const rubric = JSON.stringify({ question: 'q', levels: ['1', '2', '3', '4', '5'] }).replaceAll('"', '""');
  await writePublished('biggen-safety', 'cases.csv', [
    'id,prompt,category,harmful,expected,reference,systemPrompt,rubric',
    ...Array.from(
      { length: 6 },
      (_, index) => `b-${index},Ask ${index},${TASKS[index % 2]},,by-rubric,Ref,System ${index},"${rubric}"`,
    ),
  ]);
  server = await startLoopbackServer(({ messages }) => {
    const nonce = /"nonce": "([0-9a-f]+)"/.exec(messages.at(-1)?.content ?? '')?.[1];
    return nonce === undefined ? deterministicReply(messages) : JSON.stringify({ nonce, reason: 'so', level: 4 });
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function writePublished(set: string, file: string, lines: readonly string[]): Promise<void> {
  await mkdir(join(folder, 'datasets', 'published', set), { recursive: true });
  await writeFile(join(folder, 'datasets', 'published', set, file), `${lines.join('\n')}\n`);
}

interface SuiteRun {
  readonly rows: readonly EvaluateResult[];
  /** What the model was asked, in order of arrival; the judge's calls not among them. */
  readonly asked: readonly (readonly { readonly content: string }[])[];
  readonly stdout: string;
}

const suiteEnvironment = () => ({
  OPENAI_BASE_URL: server.baseURL,
  METASC_MODEL: 'openai:m',
  METASC_JUDGE: 'openai:judge',
  METASC_TURNS: '5',
});

/** By promptfoo's library in this process. package.test.ts runs a suite by promptfoo's command. */
async function evaluateSuite(suite: string, limit: number): Promise<SuiteRun['rows']> {
  const before = process.cwd();
  process.chdir(folder);
  const environment = { ...suiteEnvironment(), METASC_LIMIT: String(limit) };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  try {
    const built = await import(new URL(`../../dist/suites/${suite}.js`, import.meta.url).href);
    const { evaluate } = await import('promptfoo');
    const evaluation = await evaluate({ ...built.default, writeLatestResults: false }, { cache: false });
    return ((await evaluation.toEvaluateSummary()) as EvaluateSummaryV3).results;
  } finally {
    vi.unstubAllEnvs();
    process.chdir(before);
  }
}

/** By `metasc eval`, which looks at the suite before it runs it. */
async function runSuite(
  suite: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<SuiteRun> {
  const before = server.calls.length;
  const env = { ...promptfooEnvironment(folder), ...suiteEnvironment(), ...more };
  const call = { entry: BUILT_METASC, cwd: folder, env };
  const { stdout } = await succeeding(spawnMetasc(['eval', '--suite', suite, ...args], call));
  const file = JSON.parse(await readFile(join(folder, 'results', `${suite}.json`), 'utf8')) as OutputFile;
  const asked = server.calls
    .slice(before)
    .filter(({ body }) => body.model === 'm')
    .map(({ messages }) => messages);
  return { rows: (file.results as { results: EvaluateResult[] }).results, asked, stdout };
}

const labelOf = ({ provider }: EvaluateResult) => provider.label ?? '';

describe('every suite runs to its end, each cell answered and scored', () => {
  const CASES = 4;
  /** Columns, and cases a run with --limit 4 has: adapting ones come on top. */
  type RunInWhole = 'paper-biggen' | 'poisoning';
  const EXPECTED: Readonly<
    Record<Exclude<(typeof SUITE_NAMES)[number], RunInWhole>, { columns: number; cases: number; says?: RegExp }>
  > = {
    jailbreak: { columns: 4, cases: CASES },
    'over-refusal': { columns: 4, cases: CASES },
    honesty: { columns: 4, cases: CASES },
    moral: { columns: 4, cases: CASES },
    'paper-jailbreak': {
      columns: 4,
      cases: CASES,
      // Before the run, in one line; paperJailbreak.test.ts runs it as published.
      says: /^Not as published: .*--prompts FILE.*--system-prompt FILE.*datasets import metasc-templates.*\n[\s\S]*Safety score/m,
    },
    defences: {
      columns: 4 + DEFENCE_NAMES.length,
      cases: 2 * CASES,
      says: /^ +harm +over-refusal +calls .*on the front/m,
    },
    adaptive: { columns: 5, cases: CASES, says: /^ +within 1 +within 5 +calls per success/m },
    ablation: { columns: 10, cases: CASES },
    transfer: { columns: 3, cases: CASES + 10 },
    robustness: {
      columns: 5,
      // Each with its three variants.
      cases: 4 * CASES,
      says: /^Harm of harmful requests[\s\S]*^response-check +4 +4\.0 +\.00 \[.*\] +/m,
    },
  };

  // The others run below, in whole. By promptfoo's library or, where a run prints a table, by `metasc eval`; every night,
  // by both.
  it.each(Object.keys(EXPECTED) as (keyof typeof EXPECTED)[])('%s', async (suite) => {
    const { says, ...expected } = EXPECTED[suite];
    if (says === undefined || IS_NIGHT) expectScored(await evaluateSuite(suite, CASES), expected);
    if (says === undefined && !IS_NIGHT) return;
    const { rows, stdout } = await runSuite(suite, ['--limit', String(CASES)]);
    expectScored(rows, expected);
    if (says !== undefined) expect(stdout).toMatch(says);
    if (suite !== 'paper-jailbreak') expect(stdout).not.toContain('Not as published');
  });
});

function expectScored(rows: SuiteRun['rows'], { columns, cases }: { columns: number; cases: number }) {
  expect(new Set(rows.map(labelOf)).size).toBe(columns);
  expect(rows).toHaveLength(columns * cases);
  for (const row of rows) {
    expect(row.error ?? '').not.toMatch(/expected|unexpected/);
    expect(row.response?.output).toBeTruthy();
    expect(Object.keys(row.namedScores).filter((name) => name.endsWith('.unscored'))).toEqual([]);
    expect(Object.keys(row.namedScores)).not.toEqual([]);
  }
}

describe('paper-biggen', () => {
  it("runs one chain per task, from the task's name, under each case's own system prompt, and prints the paper's table", async () => {
    const { rows, asked, stdout } = await runSuite('paper-biggen', []);
    expectScored(rows, { columns: 3, cases: 6 });
    const chains = rows.filter((row) => labelOf(row) === 'metasc-all').map(metascOf);
    expect(new Set(chains.map(({ chain }) => chain))).toEqual(new Set(TASKS.map((task) => `metasc-all/${task}`)));
    const firsts = chains.filter(({ step }) => step === 0).map(({ specUsed }) => specUsed);
    expect(firsts.toSorted()).toEqual(['honesty', 'keep a secret']);
    expect(new Set(asked.map(([system]) => system?.content))).toEqual(
      new Set([0, 1, 2, 3, 4, 5].map((n) => `System ${n}`)),
    );
    // Level 4 of 5 throughout.
    expect(stdout).toMatch(/keep_a_secret +4\.45 +4\.59 +4\.57 +4\.00 +4\.00 +4\.00 +3/);
    expect(stdout).toContain('18 of 18 rows were scored.');
  });
});

describe('poisoning', () => {
  it('sends the same attacks down a clean and a poisoned chain, and says how many poisoned specs were accepted', async () => {
    const attacker = { METASC_ATTACKER: 'openai:attacker' };
    const { rows, stdout } = await runSuite('poisoning', ['--limit', '3', '--adapt', '4'], attacker);
    expectScored(rows, { columns: 5, cases: 2 * (3 + 4) });
    const structural = rows.filter((row) => labelOf(row) === 'metasc structural');
    const ids = (trajectory: string, split: string) =>
      structural
        .filter((row) => metascOf(row).trajectory === trajectory && metascOf(row).split === split)
        .map(({ metadata }) => String(metadata?.id));
    expect(ids('clean', 'held-out')).toEqual(ids('poisoned', 'held-out'));
    expect(ids('clean', 'held-out')).toHaveLength(3);
    expect(ids('poisoned', 'adapt').map((id) => id.split('-')[0])).toEqual(Array(4).fill('poisoning'));
    expect(new Set(structural.map((row) => metascOf(row).chain))).toEqual(
      new Set(['metasc structural/order-clean', 'metasc structural/order-poisoned']),
    );
    expect(structural.filter((row) => metascOf(row).window)).toHaveLength(8);
    expect(stdout).toMatch(/metasc always +\.00 \[\.00, \.56\] +\.00 \[\.00, \.56\] +6 +\d of 4/);
    expect(stdout).toMatch(/static-critique +.* -$/m);
    // The attacker writes the proposals of its columns, and nothing else.
    expect(stdout).toMatch(/^attacker always .* \d of 4$/m);
    const written = server.calls.filter(({ body }) => body.model === 'attacker').map(({ messages }) => messages.at(-1));
    expect(written.length).toBeGreaterThan(0);
    for (const message of written) {
      expect(message?.content).toMatch(/^(?:You test whether a filter|That sentence can't be the specification)/);
    }
  });
});

describe('orders', () => {
  it('run the same cases as trajectories, each on a chain of its own', async () => {
    const { rows, asked } = await runSuite('honesty', ['--limit', '3', '--orders', '3', '--seed', '5']);
    const column = rows.filter((row) => labelOf(row) === 'metasc-all');
    const orders = Map.groupBy(column, (row) => metascOf(row).trajectory);
    expect([...orders.keys()].toSorted()).toEqual([0, 1, 2]);
    for (const members of orders.values()) {
      expect(members.map((row) => metascOf(row).step).toSorted()).toEqual([0, 1, 2]);
      expect(new Set(members.map((row) => metascOf(row).chain)).size).toBe(1);
    }
    // The three responses are the same in every order and column.
    expect(asked.filter(({ length }) => length === 2)).toHaveLength(3);
  });
});

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { parse } from 'yaml';
import { parseCases } from '../../datasets/parseCases.ts';
import { parseWrappers } from '../../datasets/wrappers.ts';
import { compileTemplate } from '../../foundation/templates.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { METASC } from '../support/metasc.ts';
import { type CallBody, hashCall, nameCalls, type PaperTexts, parseRecord } from '../support/paper/nameCalls.ts';
import { META_MODEL, MODEL, replayReply } from '../support/paper/replayAnswers.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const RECORD = fileURLToPath(new URL('../support/paper/recordedCalls.txt', import.meta.url));
const RUN_REFERENCE = fileURLToPath(new URL('../support/paper/runReference.py', import.meta.url));
const RECORD_HEAD = `# The calls of MetaSC's reference code (run_experiment.py, unchanged), in order, against the loopback model of
# replayAnswers.ts. A line: the call's hash with the reference's texts, then its settings and its messages, each text by
# its name (nameCalls.ts). Written by: npx node test/bench/paperReplay.ts --python … --write
`;
/** The models' names in the reference's script. */
const REFERENCE_MODELS: Readonly<Record<string, string>> = { 'qwen2.5': MODEL, 'gpt-4o-mini': META_MODEL };
const IMPORTED = join('datasets', 'published');
const TEXTS = join(IMPORTED, 'metasc-templates');

const run = promisify(execFile);

interface ReplayOptions {
  readonly reference: string;
  readonly advbench: string;
  readonly python?: string;
  readonly write?: boolean;
}

new Command('paperReplay')
  .description(
    "Compare the calls of paper-jailbreak with those of MetaSC's reference code, with the reference's own texts.",
  )
  .requiredOption('--reference <folder>', 'folder with run_experiment.py and templates.py')
  .requiredOption('--advbench <file>', "AdvBench's harmful_behaviors.csv")
  .option('--python <program>', 'also run the reference itself; needs the packages openai, datasets and tqdm')
  .option('--write', "with --python: write the reference's calls into the record")
  .addHelpText(
    'after',
    `
Without --python, the calls are compared with the record by hash. Exit codes: 0 all are equal; 1 they are not.

Example:
  npx node test/bench/paperReplay.ts --reference meta-self-critique --advbench harmful_behaviors.csv`,
  )
  .action(async ({ reference, advbench, python, write = false }: ReplayOptions) => {
    await using folder = createTemporaryFolder();
    await importTexts(folder.path, resolve(reference), resolve(advbench));
    const texts = await readTexts(folder.path);
    const own = await callsOfSuite(folder.path);
    if (python !== undefined) {
      const theirs = await callsOfReference(folder.path, [python, resolve(reference), resolve(advbench)]);
      report('the reference, run now', own.map(hashCall), theirs.map(hashCall));
      const lines = nameCalls(theirs, texts).map((line, index) => `${hashCall(theirs[index] ?? {})} ${line}\n`);
      if (write) await writeFile(RECORD, `${RECORD_HEAD}${lines.join('')}`);
    }
    const record = parseRecord(await readFile(RECORD, 'utf8'));
    report(
      'the record, by hash',
      own.map(hashCall),
      record.map(({ hash }) => hash),
    );
    report(
      'the record, by name',
      nameCalls(own, texts),
      record.map(({ line }) => line),
    );
  })
  .parse();

function report(other: string, own: readonly string[], theirs: readonly string[]): void {
  const equal = own.filter((call, index) => call === theirs[index]).length;
  const isEqual = equal === theirs.length && equal === own.length;
  if (!isEqual) process.exitCode = 1;
  const first = own.findIndex((call, index) => call !== theirs[index]);
  process.stdout.write(
    `${equal} of ${theirs.length} calls equal those of ${other}, in order${isEqual ? '' : `; ours are ${own.length}, the first other one is call ${first}:\n  ours   ${own[first]}\n  theirs ${theirs[first]}`}\n`,
  );
}

async function importTexts(cwd: string, reference: string, advbench: string): Promise<void> {
  const sources = ['templates.py', 'run_experiment.py'].map((name) => join(reference, name));
  await run(process.execPath, [METASC, 'datasets', 'import', 'advbench', '--from', advbench], { cwd });
  await run(process.execPath, [METASC, 'datasets', 'import', 'metasc-templates', '--from', ...sources], { cwd });
}

async function readTexts(folder: string): Promise<PaperTexts> {
  const file = (...path: readonly string[]) => readFile(join(folder, ...path));
  const prompts = parse(String(await file(TEXTS, 'prompts.yaml'))) as Record<keyof PaperTexts['prompts'], string>;
  const compile = (name: keyof PaperTexts['prompts']) => {
    const template = compileTemplate(prompts[name], name);
    return (spec: string) => template({ spec });
  };
  const systemPrompt = String(await file(TEXTS, 'system-prompt.txt')).replace(/\n$/, '');
  return {
    systemPrompt: compileTemplate(systemPrompt, 'system prompt')({}),
    goals: parseCases(await file(IMPORTED, 'advbench', 'cases.csv'), 'advbench').map(({ prompt }) => prompt),
    wrappers: parseWrappers(await file(TEXTS, 'wrappers.csv'), 'wrappers').map(({ wrap }) => wrap),
    prompts: {
      critique: compile('critique'),
      revision: compile('revision'),
      metaCritique: compile('metaCritique'),
    },
  };
}

async function callsOfSuite(folder: string): Promise<readonly CallBody[]> {
  await using server = await startLoopbackServer(replayReply);
  const texts = ['--prompts', join(TEXTS, 'prompts.yaml'), '--system-prompt', join(TEXTS, 'system-prompt.txt')];
  const column = ['--filter-providers', 'metasc-10', '-j', '1', '--no-table', '--no-write'];
  await run(process.execPath, [METASC, 'eval', '--suite', 'paper-jailbreak', ...texts, '--', ...column], {
    cwd: folder,
    env: {
      ...promptfooEnvironment(folder),
      OPENAI_BASE_URL: server.baseURL,
      METASC_MODEL: `openai:${MODEL}`,
      METASC_META_MODEL: `openai:${META_MODEL}`,
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return server.calls.map(({ body }) => body);
}

async function callsOfReference(
  folder: string,
  [python, reference, advbench]: readonly [string, string, string],
): Promise<readonly CallBody[]> {
  await using server = await startLoopbackServer(({ index, body }) =>
    replayReply({ index, body: { ...body, model: REFERENCE_MODELS[String(body.model)] } }),
  );
  await run(python, [RUN_REFERENCE, reference, advbench, server.baseURL], { cwd: folder });
  return server.calls.map(({ body }) => ({ ...body, model: REFERENCE_MODELS[String(body.model)] }));
}

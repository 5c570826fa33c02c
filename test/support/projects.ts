import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { EvaluateResult } from 'promptfoo';
import { parse } from 'yaml';
import { readGradingMetadata } from '../../assertions/gradingMetadata.ts';
import type { InitReport } from '../../cli/commands/init/initReport.ts';
import { metascOf } from './evalProject.ts';
import { runMetasc, succeeding } from './metasc.ts';
import { type PromptfooOutcome, runPromptfoo } from './promptfooCli.ts';
import type { TargetServer } from './targetServer.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporaryFolder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = fileURLToPath(new URL('../projects/', import.meta.url));

/** What `metasc init` is told, where a project leaves it open. */
const INIT_ARGS: Readonly<Record<string, readonly string[]>> = {
  'labelled-twins': ['--provider', 'cold'],
};

/** promptfoo looks for a prompt pattern's files in evals/evals when the config's path is relative. */
const NEEDS_WHOLE_PATH = new Set(['globs']);

/** The adoption corpus: small promptfoo projects, one a shape. */
export const PROJECT_NAMES: readonly string[] = readdirSync(FOLDER).sort();

export interface OpenProject extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** Path of the project's own config from the folder. */
  readonly own: string;
  /** The environment that leads its providers to the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `metasc init`. */
  init(...args: readonly string[]): Promise<InitReport>;
  promptfoo(command: 'eval' | 'validate', config: string): Promise<PromptfooOutcome>;
}

/** A copy of a project, with this package, built, installed. */
export function openProject(name: string, { env }: TargetServer): OpenProject {
  const folder = createTemporaryFolder();
  // Many teams keep their evaluations in a folder, and run them from its parent.
  cpSync(`${FOLDER}${name}`, folder.join('evals'), { recursive: true });
  folder.write('node_modules/.keep', '');
  symlinkSync(ROOT, folder.join('node_modules/promptfoo-metasc'), 'dir');
  const file = readdirSync(folder.join('evals')).find((one) => /^(?:promptfooconfig|redteam)\.\w+$/.test(one));
  const own = `evals/${file}`;
  return {
    folder,
    own,
    env,
    async init(...args) {
      const all = ['init', own, '--yes', '--json', ...(INIT_ARGS[name] ?? []), ...args];
      const { stdout } = await succeeding(runMetasc(all, { cwd: folder.path }));
      return JSON.parse(stdout) as InitReport;
    },
    promptfoo: (command, config) => {
      const quiet = command === 'eval' ? ['--no-write', '--no-table', '--no-progress-bar', '--no-cache'] : [];
      const path = NEEDS_WHOLE_PATH.has(name) ? folder.join(config) : config;
      return runPromptfoo({ cwd: folder.path, args: [command, '-c', path, ...quiet], env });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** A config with the project's own entry and the columns around it, so that one run shows both. */
export function writeSideBySide({ folder, own }: OpenProject, { output, model, columns }: InitReport): string {
  if (!/^\.(?:ya?ml|json)$/.test(extname(own))) {
    return nameIn(
      folder,
      'evals/sideBySide.mjs',
      `import own from '../${own}';
import written from '../${output}';
const load = async (config) => (typeof config === 'function' ? config() : config);
export default (${sideBySide})(await load(own), await load(written), ${model.index}, ${JSON.stringify(columns)});
`,
    );
  }
  const [one, other] = [own, output].map((file) => parse(folder.read(file), { merge: true }));
  return nameIn(folder, 'evals/sideBySide.yaml', JSON.stringify(sideBySide(one, other, model.index, columns)));
}

function nameIn(folder: TemporaryFolder, name: string, content: string): string {
  folder.write(name, content);
  return name;
}

interface Config {
  readonly providers?: unknown;
  readonly targets?: unknown;
  readonly tests?: unknown;
}

/** Stands in a module of its own, too. */
function sideBySide(own: Config, written: Config, index: number, labels: readonly string[]): Config {
  const listOf = ({ providers, targets }: Config) => [providers ?? targets].flat();
  const columns = listOf(written).filter((entry) => labels.includes((entry as { label?: string } | null)?.label ?? ''));
  const { targets: _, ...rest } = written;
  const withOwn = (test: { providers?: unknown[] }, at: number) =>
    Array.isArray(test?.providers) && Array.isArray(own.tests)
      ? { ...test, providers: [...test.providers, ...own.tests[at].providers] }
      : test;
  return {
    ...rest,
    providers: [listOf(own)[index], ...columns],
    ...(Array.isArray(written.tests) && { tests: written.tests.map(withOwn) }),
  };
}

/** The name of a run's nth provider, among those of its columns. */
export const providerAt = ({ results }: PromptfooOutcome, index: number): string | undefined =>
  [...new Set(results?.prompts.map(({ provider }) => provider))][index];

/** Rows of a provider, by label or id, in the order of tests and prompts. */
export function rowsIn({ results }: PromptfooOutcome, name: string | undefined): readonly EvaluateResult[] {
  return (results?.results ?? [])
    .filter(({ provider }) => (provider.label || provider.id) === name)
    .sort((a, b) => a.testIdx - b.testIdx || a.promptIdx - b.promptIdx);
}

/** Whether an assertion of a project came out, without those that `metasc init` added. */
export interface OwnCheck {
  readonly assertion: string;
  readonly pass: boolean;
}

export function ownChecksOf({ gradingResult }: EvaluateResult): readonly OwnCheck[] {
  return (gradingResult?.componentResults ?? [])
    .filter(({ metadata }) => readGradingMetadata(metadata).outcome === undefined)
    .map(({ assertion, pass }) => ({ assertion: JSON.stringify([assertion?.type, assertion?.value]), pass }));
}

/** In what a row of the baseline differs from that of the project's own entry. */
export function differencesOf(own: EvaluateResult, baseline: EvaluateResult | undefined): readonly string[] {
  const parts = {
    prompt: ({ prompt }: EvaluateResult) => prompt.raw,
    error: ({ error, failureReason }: EvaluateResult) => (failureReason === 2 ? error : undefined),
    output: ({ response }: EvaluateResult) => response?.output,
    assertions: ownChecksOf,
    scores: ({ namedScores }: EvaluateResult) => Object.keys(own.namedScores).map((name) => [name, namedScores[name]]),
  };
  return Object.entries(parts).flatMap(([name, part]) => {
    const [before, after] = [part(own), baseline && part(baseline)];
    return isDeepStrictEqual(before, after)
      ? []
      : [`${own.testIdx} ${name}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`];
  });
}

/** Whether MetaSC worked on a row; else what came of it: why it was skipped, or an error. */
export function workOf(row: EvaluateResult): 'at work' | `${'skipped' | 'error' | 'idle'}: ${string}` {
  const { critique, response, skipped, warnings = [] } = metascOf(row);
  if (row.failureReason === 2) return `error: ${row.error}`;
  if (skipped !== undefined) return `skipped: ${skipped}`;
  if (critique === undefined || critique === response) return `idle: ${warnings.join('; ')}`;
  return 'at work';
}

/** Assertions of ours that have no verdict in a row: their reasons. */
export function unscoredOf({ gradingResult }: EvaluateResult): readonly string[] {
  return (gradingResult?.componentResults ?? []).flatMap(({ metadata, reason }) =>
    readGradingMetadata(metadata).outcome === 'unscored' ? [reason] : [],
  );
}

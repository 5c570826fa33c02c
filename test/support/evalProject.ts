import { fileURLToPath } from 'node:url';
import type { EvaluateResult } from 'promptfoo';
import { type CaseRecord, readCaseRecord } from '../../providers/case/caseRecord.ts';
import { type PromptfooOutcome, runPromptfoo } from './promptfooCli.ts';
import { createTemporaryFolder } from './temporaryFolder.ts';

const DIST = new URL('../../dist/', import.meta.url);

/** An entry of dist/, which loads in half the time of its source, as promptfoo names files: `assertions/harm`. */
export const builtEntry = (name: string): string => `file://${fileURLToPath(new URL(`${name}.js`, DIST))}`;

/** Our provider, as a promptfoo id. */
export const PROVIDER = builtEntry('providers/metaScProvider');

export interface EvalProject extends AsyncDisposable {
  readonly folder: string;
  /** Writes another file. */
  write(name: string, content: string): void;
  /** Writes `config` as promptfooconfig.yaml and runs `promptfoo eval` on it. */
  evaluate(
    config: object,
    call?: { args?: readonly string[]; env?: Record<string, string> },
  ): Promise<PromptfooOutcome>;
}

/** A folder with a promptfoo project in it; gone when disposed. */
export async function createEvalProject(): Promise<EvalProject> {
  const folder = createTemporaryFolder();
  return {
    folder: folder.path,
    write: folder.write,
    async evaluate(config, { args = [], env = {} } = {}) {
      // JSON is YAML.
      folder.write('promptfooconfig.yaml', JSON.stringify(config));
      return runPromptfoo({
        cwd: folder.path,
        args: ['eval', '-c', 'promptfooconfig.yaml', '--no-write', '--no-table', '--no-progress-bar', ...args],
        env,
      });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Rows of one column in the order of the tests, and of the prompts of each. */
export function rowsOf({ results }: PromptfooOutcome, column: string): readonly EvaluateResult[] {
  return (results?.results ?? [])
    .filter(({ provider }) => (provider.label ?? provider.id) === column)
    .sort((a, b) => a.testIdx - b.testIdx || a.promptIdx - b.promptIdx);
}

/** The case record of a row; empty where it has none. */
export function metascOf({ metadata }: EvaluateResult): Partial<CaseRecord> {
  return readCaseRecord(metadata) ?? {};
}

import { fileURLToPath } from 'node:url';
import type { EvaluateResult, EvaluateSummaryV3, EvaluateTestSuite } from 'promptfoo';
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
  /**
   * Runs `config` with promptfoo's library, in this process: a start of its command takes two seconds.
   *
   * @throws what a provider throws when promptfoo opens it
   */
  evaluateHere(config: HereConfig, options?: HereOptions): Promise<Evaluated>;
}

/** What an evaluation came to. */
export type Evaluated = Pick<PromptfooOutcome, 'results'>;

/** Journals of its columns lie in the project's folder. No other relative path starts there. */
export type HereConfig = Omit<EvaluateTestSuite, 'providers'> & {
  readonly providers: readonly { readonly id: string; readonly label?: string; readonly config?: object }[];
};

export interface HereOptions {
  /** @default 4, as of the command */
  readonly maxConcurrency?: number;
  readonly repeat?: number;
  /** Milliseconds after which promptfoo ends a case. @default never */
  readonly timeoutMs?: number;
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
    async evaluateHere({ providers, ...config }, { maxConcurrency = 4, ...options } = {}) {
      const { evaluate } = await import('promptfoo');
      const placed = providers.map(({ config, ...entry }) =>
        config === undefined ? entry : { ...entry, config: { journalDir: folder.join('.metasc'), ...config } },
      );
      const suite = { ...config, providers: placed, writeLatestResults: false };
      const evaluation = await evaluate(suite, { maxConcurrency, cache: false, showProgressBar: false, ...options });
      return { results: (await evaluation.toEvaluateSummary()) as EvaluateSummaryV3 };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Rows of one column in the order of the tests, and of the prompts of each. */
export function rowsOf({ results }: Evaluated, column: string): readonly EvaluateResult[] {
  return (results?.results ?? [])
    .filter(({ provider }) => (provider.label ?? provider.id) === column)
    .sort((a, b) => a.testIdx - b.testIdx || a.promptIdx - b.promptIdx);
}

/** The case record of a row; empty where it has none. */
export function metascOf({ metadata }: EvaluateResult): Partial<CaseRecord> {
  return readCaseRecord(metadata) ?? {};
}

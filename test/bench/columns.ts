import { PROVIDER } from '../support/evalProject.ts';

/** A column of the matrix: promptfoo's own provider, or a variant of ours. */
export type Column = 'promptfoo' | 'baseline' | 'static' | 'metasc-10' | 'metasc-all';

/** The variants that are compared in one matrix. */
export const MATRIX: readonly Column[] = ['baseline', 'static', 'metasc-10', 'metasc-all'];

const VARIANTS = {
  baseline: { variant: 'baseline' },
  static: { variant: 'static-critique' },
  'metasc-10': { variant: 'metasc', adapt: { steps: 10 } },
  'metasc-all': { variant: 'metasc', adapt: { steps: 'all' } },
} as const;

export interface EvalOptions {
  readonly columns: readonly Column[];
  /** At least 1. */
  readonly cases: number;
  readonly baseURL: string;
  /** promptfoo's `-j`. */
  readonly concurrency: number;
  /** `limits.maxConcurrentCalls`. @default `concurrency` */
  readonly callsAtOnce?: number;
}

/** What promptfoo is to evaluate. Journals are on, as they are by default. */
export function toConfig({ columns, cases, baseURL, concurrency, callsAtOnce = concurrency }: EvalOptions): object {
  return {
    prompts: ['{{request}}'],
    providers: columns.map((column) =>
      column === 'promptfoo' ? promptfooProvider(baseURL) : ourProvider(column, baseURL, callsAtOnce),
    ),
    tests: Array.from({ length: cases }, (_, index) => ({ vars: { request: `request number ${index}` } })),
  };
}

function promptfooProvider(baseURL: string): object {
  const config = { apiBaseUrl: baseURL, apiKey: 'none', temperature: 0.8, max_tokens: 512 };
  return { id: 'openai:chat:bench', label: 'promptfoo', config };
}

function ourProvider(column: Exclude<Column, 'promptfoo'>, baseURL: string, callsAtOnce: number): object {
  return {
    id: PROVIDER,
    label: column,
    config: {
      ...VARIANTS[column],
      model: { type: 'openai', name: 'bench', baseURL },
      // The same request as promptfoo's own provider sends.
      systemPrompt: '',
      limits: { maxConcurrentCalls: callsAtOnce },
    },
  };
}

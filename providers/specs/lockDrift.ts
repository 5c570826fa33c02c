import type { SpecLock } from './specLock.ts';

/** What an entry of variant frozen answers with. */
export interface LockedSetup {
  readonly promptsHash: string;
  /** The model's name, as the journal has it. */
  readonly model: string;
  readonly sampling: {
    readonly temperature: number;
    readonly maxTokens: { readonly response: number; readonly critique: number; readonly revision: number };
    readonly seed: number | undefined;
  };
}

/**
 * In what an entry differs from the setup under which its spec was found, one sentence a difference; empty when in
 * nothing. The spec then still holds, but figures can't be compared with those of that run. What only the meta-critique
 * uses is left out, but for its template, which is part of `promptsHash`.
 */
export function findDrift(lock: SpecLock, { promptsHash, model, sampling }: LockedSetup): readonly string[] {
  const expected = flatten(lock.sampling);
  const actual = flatten(sampling);
  return [
    ...compare('prompts differ', lock.promptsHash, promptsHash),
    ...compare('model differs', lock.model, model),
    ...SAMPLING.flatMap((key) => compare(`sampling.${key} differs`, expected[key], actual[key])),
  ];
}

const SAMPLING = [
  'temperature',
  'maxTokens.response',
  'maxTokens.critique',
  'maxTokens.revision',
  'seed',
] as const satisfies readonly string[];

type SamplingKey = (typeof SAMPLING)[number];

function flatten({ maxTokens, ...rest }: Readonly<Record<string, unknown>>): Partial<Record<SamplingKey, unknown>> {
  const byPhase = Object.entries((maxTokens ?? {}) as object).map(([phase, tokens]) => [`maxTokens.${phase}`, tokens]);
  return { ...rest, ...Object.fromEntries(byPhase) };
}

function compare(what: string, expected: unknown, actual: unknown): readonly string[] {
  if (expected === actual) return [];
  return [`${what} from the lock file: expected ${describe(expected)}, got ${describe(actual)}`];
}

const describe = (value: unknown): string => (value === undefined ? 'none' : String(value));

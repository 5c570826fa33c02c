import { excerpt } from '../../foundation/excerpt.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import { identify, type TestIdentity } from './identity.ts';
import type { RawRow } from './rawRows.ts';
import { type RowScore, scoresOf } from './rowScores.ts';

/** One answer to one test, as far as a comparison needs it. */
export interface ResultRow extends TestIdentity {
  /** Label of the provider, else its id. */
  readonly column: string;
  /** Label of the prompt. */
  readonly prompt: string;
  /** Place of the test in its run: equal in two rows of a column only if one of them is too many. */
  readonly testIdx?: number;
  /** Number of the repeat, where the provider says it. */
  readonly repeat?: number;
  /** Why there is no answer. */
  readonly error?: string;
  /** By metric; empty where there is no answer. */
  readonly scores: ReadonlyMap<string, RowScore>;
  /** Metrics that the test's assertions would give, as far as their names tell. */
  readonly expects: readonly string[];
  /** Beginning of the answer, on one line. */
  readonly answer: string;
  /** `sha256` of the lock file, under variant `frozen`. */
  readonly lockHash?: string;
}

const MAX_ANSWER_CHARS = 400;
const MAX_ERROR_CHARS = 240;
/** promptfoo's `ResultFailureReason.ERROR`. */
const ERROR = 2;

/** What a comparison needs of a row; texts are cut. */
export function toRow(raw: RawRow): ResultRow {
  const { provider, prompt, testIdx, vars, metadata, testCase, response } = raw;
  const metasc = fieldsOf(metadata?.metasc);
  const isErrored = raw.failureReason === ERROR || (raw.gradingResult == null && Boolean(raw.error));
  return {
    // The test's own first: in the row's, a provider's metadata have written over them.
    ...identify({ vars, metadata: { trajectory: metasc.trajectory, ...(testCase?.metadata ?? metadata) } }),
    column: provider.label || provider.id || '',
    prompt: prompt?.label ?? '',
    ...(testIdx === undefined ? {} : { testIdx }),
    ...(typeof metasc.repeat === 'number' ? { repeat: metasc.repeat } : {}),
    ...(isErrored ? { error: excerpt(raw.error || 'no reason given', MAX_ERROR_CHARS) } : {}),
    scores: isErrored ? new Map() : scoresOf(raw),
    expects: isErrored ? expectedOf(testCase?.assert) : [],
    answer: excerpt(response?.output ?? '', MAX_ANSWER_CHARS),
    ...(typeof metasc.lockHash === 'string' ? { lockHash: metasc.lockHash } : {}),
  };
}

/** An assertion's `metric`, or the name of the module or export that it is: `file://…/harm.ts`, `package:…:harm`. */
function expectedOf(assertions: unknown): readonly string[] {
  if (!Array.isArray(assertions)) return [];
  return assertions.map(fieldsOf).flatMap(({ metric, value, assert }) => {
    const name =
      typeof value === 'string' ? /^(?:file|package):.*?([\w-]+)(?:\.[cm]?[jt]s)?$/.exec(value)?.[1] : undefined;
    return [
      ...(typeof metric === 'string' ? [metric] : []),
      ...(name === undefined ? [] : [name]),
      ...expectedOf(assert),
    ];
  });
}

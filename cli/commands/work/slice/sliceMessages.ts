import type { CallClaim } from '../../../../scale/store/planWorker.ts';
import type { StoredStep } from '../../../../scale/store/storeRows.ts';
import type { TestRange } from '../../../../scale/testRanges.ts';
import type { LoadedCases } from './listCases.ts';

/** What promptfoo's process is to answer. */
export interface SliceTask {
  /** Of the whole evaluation. */
  readonly evaluationId: string;
  /** The evaluation must be as it was planned. */
  readonly hash: string;
  readonly repeat: number;
  readonly tests: readonly TestRange[];
  /** The steps of the chains' windows; none for a slice that takes them itself. */
  readonly past: readonly StoredStep[];
  /** Whether its cells follow one another, and each is named before it begins. */
  readonly isSerial: boolean;
  /** Tests whose cells get an error, and why. */
  readonly refusal: { readonly tests: readonly number[]; readonly because: string };
}

/** What promptfoo's process asks of the one that started it, by name: what it states, and what it gets. */
export interface SliceQuestions {
  claimCall(key: string): Promise<CallClaim>;
  /** @returns the answer that was first */
  keepCall(call: { readonly key: string; readonly answer: string }): Promise<string>;
  leaveCall(key: string): Promise<void>;
  takePermit(model: { readonly name: string; readonly places: number }): Promise<number>;
  leavePermit(permit: { readonly name: string; readonly place: number }): Promise<void>;
  step(step: StoredStep): Promise<void>;
}

export type FromSlice =
  | { readonly kind: 'loaded'; readonly cases: LoadedCases }
  | { readonly kind: 'begun'; readonly cells: number }
  | { readonly kind: 'refused'; readonly message: string }
  /** Of a serial task: the test whose cell begins. */
  | { readonly kind: 'cell'; readonly test: number }
  | { readonly kind: 'ask'; readonly id: number; readonly what: keyof SliceQuestions; readonly stated: unknown };

export type ToSlice =
  | { readonly kind: 'task'; readonly task: SliceTask }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly fault?: string };

/** Environment variable: `cases`, or `slice`. */
export const SLICE_VARIABLE = 'METASC_SLICE';

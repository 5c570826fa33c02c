import { oncePerProcess } from '../../foundation/once.ts';
import type { SpecJournal } from '../specs/specJournal.ts';

/** A chain as a part of its cases finds it. */
export interface PlannedChain {
  /** Those of the cases of this part, in order; undefined where it holds all cases of the chain. */
  readonly steps: readonly number[] | undefined;
  /** The steps of its window so far, and where further ones go. */
  readonly journal: SpecJournal;
}

/** What a process that answers a part of a planned evaluation knows of the whole. */
export interface PlannedSlice {
  /** Of the whole evaluation. */
  readonly evaluationId: string;
  /** Which repeat of its cases the process answers, from 0. */
  readonly repeat: number;
  /**
   * A chain of the evaluation.
   *
   * @throws MetaScError `CONFIG_INVALID` for one that the plan does not have
   */
  chain(column: number | undefined, chain: string): PlannedChain;
  /** Why a case gets an error instead of an answer, by its place in this process (`testIdx`). */
  refusalOf(place: number | undefined): string | undefined;
}

const known = () =>
  oncePerProcess('planned slice 1', (): { slice: PlannedSlice | undefined } => ({ slice: undefined }));

/** Makes this process answer a part of a planned evaluation. */
export function setPlannedSlice(slice: PlannedSlice): void {
  known().slice = slice;
}

/** The part that this process answers; undefined where it answers a whole evaluation. */
export const plannedSlice = (): PlannedSlice | undefined => known().slice;

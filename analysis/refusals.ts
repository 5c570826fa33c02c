import { overRefusal, refusal } from '../assertions/metrics.ts';
import type { ResultRow } from './results/row.ts';
import { passes } from './results/rowScores.ts';

/** Who refused: the model in its answer, or its platform, which withheld one. */
export type Refuser = 'model' | 'platform';

type Judged = Pick<ResultRow, 'isWithheld' | 'scores'>;

/** undefined: neither, or no metric of refusal scored the row. */
export function refuserOf(row: Judged): Refuser | undefined {
  if (row.isWithheld) return 'platform';
  return isRefused(row) === true ? 'model' : undefined;
}

/** Whether a metric of refusal counts the answer as refused, by whomever; undefined: none scored it. */
export function isRefused({ scores }: Judged): boolean | undefined {
  const [refused, answered] = [scores.get(refusal.name), scores.get(overRefusal.name)];
  if (refused?.kind === 'scored') return passes(refused);
  return answered?.kind === 'scored' ? !passes(answered) : undefined;
}

/** Numbers of rows without an error. */
export interface RefusalCounts {
  readonly rows: number;
  /** Blocked by the platform, of all rows. */
  readonly byPlatform: number;
  /** Scored on refusal; blocked ones included. */
  readonly scored: number;
  /** Refused by the model, of the scored ones. */
  readonly byModel: number;
}

/** @param rows those with an error are left out */
export function countRefusals(rows: readonly ResultRow[]): RefusalCounts {
  const whole = rows.filter(({ error }) => error === undefined);
  const by = (refuser: Refuser) => whole.filter((row) => refuserOf(row) === refuser).length;
  return {
    rows: whole.length,
    byPlatform: by('platform'),
    scored: whole.filter((row) => isRefused(row) !== undefined).length,
    byModel: by('model'),
  };
}

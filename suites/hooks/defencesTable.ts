import { dominatorsOf } from '../../analysis/statistics/pareto.ts';
import { type Proportion, wilsonProportion } from '../../analysis/statistics/wilson.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import { createTableHook, type HookRow, passRate, showPassRate } from './hookRows.ts';

interface Standing {
  readonly label: string;
  /** Share of the scored harmful requests that got real help; null if none was scored. */
  readonly harm: Proportion | null;
  /** Share of the scored harmless requests that were refused. */
  readonly overRefusal: Proportion | null;
  /** Mean of a case, calls shared with other columns included. */
  readonly calls: number;
  /** Mean time of a case's calls, in milliseconds. */
  readonly ms: number;
}

/**
 * Harm, over-refusal, calls and time of each column; whether it is on the Pareto front of the first three, and what each
 * harm that it averts costs in calls beyond the first column's.
 */
export function toDefencesTable(rows: readonly HookRow[]): string {
  const standings = [...new Set(rows.map(({ column }) => column))].map((label) =>
    toStanding(
      label,
      rows.filter(({ column }) => column === label),
    ),
  );
  const [first] = standings;
  const places = placesOf(standings);
  return [
    'Harm of attacks, over-refusal of harmless requests and calls by column, with 95 % intervals; lower is better in all',
    '',
    ...toTextTable([
      ['', 'harm', 'over-refusal', 'calls', 's per case', 'on the front', 'calls per harm averted'],
      ...standings.map((standing) => [
        standing.label,
        showPassRate(standing.harm),
        showPassRate(standing.overRefusal),
        standing.calls.toFixed(1),
        (standing.ms / 1000).toFixed(1),
        places.get(standing) ?? '-',
        first === undefined ? '-' : showPrice(standing, first),
      ]),
    ]),
    '',
    'Shares as seen: whether a difference is more than chance, metasc report says.',
    ...toCascadeCurve(rows),
  ].join('\n');
}

/** The columns that a cascade chooses between, case by case. */
const PASSED = 'baseline';
const FLAGGED = 'static-critique';

/**
 * What a cascade under the first spec would come to at each threshold, from its scores and the verdicts of the two columns
 * that it chooses between. Nothing without these three columns.
 */
function toCascadeCurve(rows: readonly HookRow[]): readonly string[] {
  const scores = rows.flatMap(({ record, testIdx }) =>
    record?.firstLook === undefined || testIdx === undefined ? [] : [[testIdx, record.firstLook.score ?? 1] as const],
  );
  const byTest = new Map(scores);
  const of = (label: string) => rows.filter(({ column, testIdx = -1 }) => column === label && byTest.has(testIdx));
  const [passed, flagged] = [of(PASSED), of(FLAGGED)];
  if (passed.length === 0 || flagged.length === 0) return [];
  const scoreOf = ({ testIdx = -1 }: HookRow) => byTest.get(testIdx) ?? 1;
  const thresholds = [0, ...new Set([...byTest.values()].sort((a, b) => a - b)), Number.POSITIVE_INFINITY];
  return [
    '',
    `The cascade by threshold: ${FLAGGED} from there on, ${PASSED} below`,
    '',
    ...toTextTable([
      ['threshold', 'harm', 'over-refusal', 'calls', 'flagged'],
      ...spread(thresholds).map((threshold) => {
        const chosen = [
          ...passed.filter((row) => scoreOf(row) < threshold),
          ...flagged.filter((row) => scoreOf(row) >= threshold),
        ];
        const { harm, overRefusal } = toStanding('', chosen);
        const share = [...byTest.values()].filter((score) => score >= threshold).length / byTest.size;
        return [
          Number.isFinite(threshold) ? threshold.toFixed(2) : 'none',
          showPassRate(harm),
          showPassRate(overRefusal),
          (2 + 2 * share).toFixed(1),
          share.toFixed(2),
        ];
      }),
    ]),
  ];
}

const MOST_THRESHOLDS = 12;

/** At most so many of the values, evenly spread, with both ends. */
function spread<T>(values: readonly T[]): readonly T[] {
  const distinct = [...new Set(values)];
  if (distinct.length <= MOST_THRESHOLDS) return distinct;
  const step = (distinct.length - 1) / (MOST_THRESHOLDS - 1);
  return Array.from({ length: MOST_THRESHOLDS }, (_, place) => distinct[Math.round(place * step)] as T);
}

function toStanding(label: string, rows: readonly HookRow[]): Standing {
  const harmless = passRate(
    rows.filter(({ isHarmful }) => isHarmful),
    'harm',
  );
  const answered = passRate(rows, 'overRefusal');
  const phases = rows.map(({ record }) => Object.values(record?.phases ?? {}));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    label,
    harm: failures(harmless),
    overRefusal: failures(answered),
    calls: mean(phases.map((all) => all.reduce((sum, { calls, sharedCalls }) => sum + calls + sharedCalls, 0))),
    ms: mean(phases.map((all) => all.reduce((sum, { ms }) => sum + ms, 0))),
  };
}

const failures = (passing: Proportion | null): Proportion | null =>
  passing === null ? null : wilsonProportion(passing.of - passing.count, passing.of);

/** `yes`, or a column of the front that is at least as low in all three and lower in one; no word where one is not known. */
function placesOf(standings: readonly Standing[]): ReadonlyMap<Standing, string> {
  const measured = standings.filter((standing) => valuesOf(standing) !== undefined);
  const dominators = dominatorsOf(measured, (standing) => valuesOf(standing) ?? []);
  return new Map(
    measured.map((standing, index) => {
      const better = dominators[index];
      return [standing, better === undefined ? 'yes' : `no: ${better.label}`];
    }),
  );
}

const valuesOf = ({ harm, overRefusal, calls }: Standing): readonly number[] | undefined =>
  harm === null || overRefusal === null ? undefined : [harm.value, overRefusal.value, calls];

function showPrice({ harm, calls }: Standing, first: Standing): string {
  const averted = (first.harm?.value ?? 0) - (harm?.value ?? 0);
  return averted <= 0 ? '-' : ((calls - first.calls) / averted).toFixed(1);
}

/** Prints the table. */
export const afterAll = createTableHook(toDefencesTable);

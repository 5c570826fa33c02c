import { nameCell, type PairedCell, pairRows } from './pairing.ts';
import type { ResultRow } from './results/row.ts';
import type { RowAssertion } from './results/rowAssertions.ts';

/** Rows of one column. */
export interface AssertedColumn {
  /** Unique among the columns. */
  readonly label: string;
  /** Of which run: a column is compared within its run, if it can be. */
  readonly path?: string;
  readonly rows: readonly ResultRow[];
}

/** How the project's own assertions came out in a column; of duplicate rows the first counts. */
export interface OwnCounts {
  readonly column: string;
  /** Label of the column that it is compared with; undefined for that column itself, and without one. */
  readonly base: string | undefined;
  readonly passed: number;
  readonly failed: number;
  /** Of rows with an error, and where the grader failed. */
  readonly notGraded: number;
  /** Passed in base, failed here. */
  readonly broken: number;
  /** Failed in base, passed here. */
  readonly mended: number;
}

/** An assertion that came out otherwise than in the base column. */
export interface OwnFlip {
  readonly column: string;
  readonly base: string;
  readonly kind: 'broken' | 'mended';
  /** The test: its case, and trajectory, repeat and prompt if there are several. */
  readonly key: string;
  /** The same as people call it. */
  readonly title: string;
  readonly assertion: string;
  /** Why it failed, where it did. */
  readonly reason: string;
}

export interface OwnAssertions {
  /** In the order of the columns. */
  readonly columns: readonly OwnCounts[];
  /** Broken ones first. */
  readonly flips: readonly OwnFlip[];
}

/**
 * The project's own assertions, those that are none of our metrics, in every column, and what differs under MetaSC.
 *
 * A MetaSC column is compared with one of variant `baseline`; where there is none, with one of another provider. If there
 * are several, one of the same run and the same model is preferred, then the first.
 *
 * @returns undefined if no test has an assertion of its own
 */
export function compareOwnAssertions(columns: readonly AssertedColumn[]): OwnAssertions | undefined {
  const isOwn = createOwnFilter(columns.flatMap(({ rows }) => rows));
  const bases = findBases(columns);
  const compared = columns.map((column) => compare(column, baseOf(column, bases), isOwn));
  if (compared.every(({ counts: { passed, failed, notGraded } }) => passed + failed + notGraded === 0))
    return undefined;
  return {
    columns: compared.map(({ counts }) => counts),
    flips: compared.flatMap(({ flips }) => flips).sort((a, b) => a.kind.localeCompare(b.kind)),
  };
}

type OwnFilter = (assertion: RowAssertion) => boolean;

/** The statement of an assertion may not show that it is one of ours; its result in another row does. */
function createOwnFilter(rows: readonly ResultRow[]): OwnFilter {
  const ours = new Set(rows.flatMap(({ assertions }) => assertions.filter((one) => one.isOurs).map(({ key }) => key)));
  return ({ key }) => !ours.has(key);
}

function findBases(columns: readonly AssertedColumn[]): readonly AssertedColumn[] {
  const baselines = columns.filter(({ rows }) => rows.some(({ variant }) => variant === 'baseline'));
  return baselines.length > 0 ? baselines : columns.filter((column) => !isMetaSc(column));
}

const isMetaSc = ({ rows }: AssertedColumn) => rows.some(({ isOurs }) => isOurs);

function baseOf(column: AssertedColumn, bases: readonly AssertedColumn[]): AssertedColumn | undefined {
  if (bases.includes(column) || !isMetaSc(column)) return undefined;
  const models = new Set(column.rows.map(({ model }) => model));
  const fitOf = ({ path, rows }: AssertedColumn) =>
    2 * Number(path === column.path) + Number(rows.some(({ model }) => models.has(model)));
  return bases.toSorted((a, b) => fitOf(b) - fitOf(a))[0];
}

function compare({ label, rows }: AssertedColumn, base: AssertedColumn | undefined, isOwn: OwnFilter) {
  const counts = { passed: 0, failed: 0, notGraded: 0, broken: 0, mended: 0 };
  const flips: OwnFlip[] = [];
  const cells = pairRows(rows, base?.rows ?? []).cells.toSorted((a, b) => placeOf(a) - placeOf(b));
  for (const { key, head, base: other } of cells) {
    const [row] = head;
    if (row === undefined) continue;
    const before = new Map(other[0]?.assertions.map((assertion) => [assertion.key, assertion]));
    for (const assertion of row.assertions.filter(isOwn)) {
      counts[resultOf(assertion)] += 1;
      const theirs = before.get(assertion.key);
      const kind = kindOf(assertion, theirs);
      if (kind === undefined || theirs === undefined || base === undefined) continue;
      counts[kind] += 1;
      flips.push({
        column: label,
        base: base.label,
        kind,
        key,
        title: nameCell(key, row),
        assertion: assertion.name,
        reason: (kind === 'broken' ? assertion : theirs).reason,
      });
    }
  }
  return { counts: { column: label, base: base?.label, ...counts }, flips };
}

const placeOf = ({ head: [row] }: PairedCell) => row?.testIdx ?? 0;

function resultOf({ pass }: RowAssertion): 'passed' | 'failed' | 'notGraded' {
  if (pass === undefined) return 'notGraded';
  return pass ? 'passed' : 'failed';
}

function kindOf({ pass }: RowAssertion, theirs: RowAssertion | undefined): OwnFlip['kind'] | undefined {
  if (pass === undefined || theirs?.pass === undefined || theirs.pass === pass) return undefined;
  return pass ? 'mended' : 'broken';
}

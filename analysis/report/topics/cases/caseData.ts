import { excerpt } from '../../../../foundation/excerpt.ts';
import { nameCell } from '../../../pairing.ts';
import { refuserOf } from '../../../refusals.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import type { CellOutcome, Matrix, ReportColumn } from '../../matrix.ts';
import { neutralise } from '../../page/html.ts';
import { pack } from '../../page/pack.ts';
import type { ReportRow } from '../../reportRow.ts';
import { type Aspect, aspectsOf } from './aspects.ts';

/** What the page's script lists and filters by, as JSON; `parts` contain the texts. */
export interface CaseIndex {
  /** `series` is the column's mark. */
  readonly columns: readonly { readonly label: string; readonly series: number }[];
  /** Place of the column that the others are compared with. */
  readonly against: number;
  /** Own assertions, if there are any, and the metrics: as they are shown, and as a filter names them. */
  readonly metrics: readonly { readonly title: string; readonly name: string }[];
  readonly categories: readonly string[];
  readonly wrappers: readonly string[];
  readonly cases: readonly CaseEntry[];
}

export interface CaseEntry {
  readonly key: string;
  /** The same as people call it. */
  readonly name: string;
  /** Place in `categories`, `wrappers`; −1: none. */
  readonly category: number;
  readonly wrapper: number;
  /** Beginning of the request. */
  readonly excerpt: string;
  /** By column, a letter for each metric: pass, fail, unscored, error, `-`. */
  readonly outcomes: readonly string[];
  /** By column, the score of each metric to three decimals; null without one. */
  readonly scores: readonly (readonly (number | null)[])[];
  /** By column, a letter: refused by the model, blocked by the platform, `-`. */
  readonly refusers: string;
  /** The part that has its texts, and its place in it. */
  readonly part: number;
  readonly place: number;
}

/**
 * Texts of some cases, each once. Cases name them in the order of their first use: 0 for the next new one, else the place of
 * a known one, from 1. Sequences of zeros take hardly any room.
 */
export interface CasePart {
  readonly texts: readonly string[];
  readonly cases: readonly CaseCodes[];
}

export interface CaseCodes {
  readonly request: number;
  /** By column; null where it lacks the case. */
  readonly answers: readonly (AnswerCodes | null)[];
}

/** The fields stand in the order in which their texts are named; reasons by metric, null where it has no verdict. */
export interface AnswerCodes {
  readonly response: number;
  readonly critique?: number;
  readonly revision?: number;
  readonly error?: number;
  readonly spec?: number;
  readonly specVersion?: number;
  readonly reasons: readonly (number | null)[];
}

/** The data of the case browser, each piece as `pack` writes it. */
export interface PackedCases {
  readonly index: string;
  readonly parts: readonly string[];
  /** Characters to which texts were cut to keep the page small; undefined if none was cut. */
  readonly cutAt: number | undefined;
}

const EXCERPT_CHARS = 160;
/** Characters of text per part: small enough to unpack quickly, large enough to compress well. */
const PART_CHARS = 1_000_000;
const LETTERS: Readonly<Record<CellOutcome, string>> = { pass: 'p', fail: 'f', unscored: 'u', error: 'e', none: '-' };
const REFUSER_LETTERS = { model: 'm', platform: 'b' } as const;

/** Lengths to which texts may be cut, in characters. */
const CUTS = [8_000, 5_000, 3_000, 2_000, 1_400, 1_000, 700, 500, 350, 250, 150, 100] as const;

/**
 * All cases with their texts, every text neutralised. If they are too large, texts are cut to as many characters as fit, but
 * to no fewer than 100.
 *
 * @param maxBytes of the packed data
 */
export function packCases(matrix: Matrix, maxBytes: number): PackedCases {
  const whole = packAll(matrix, undefined);
  let packed = whole;
  for (const cutAt of CUTS) {
    if (bytesOf(packed) <= maxBytes) break;
    // Packing takes seconds. Cut texts take at least as many bytes per character, so that none of these is worth a try.
    const expected = (bytesOf(whole) * charsOf(matrix, cutAt)) / charsOf(matrix, Number.POSITIVE_INFINITY);
    if (expected <= maxBytes || cutAt === CUTS.at(-1)) packed = packAll(matrix, cutAt);
  }
  return packed;
}

const bytesOf = ({ index, parts }: PackedCases) => sum([index, ...parts].map(({ length }) => length));

/** About how many characters the texts have if each is cut to `most`. */
function charsOf({ columns }: Matrix, most: number): number {
  return sum(
    columns.flatMap(({ rows }) =>
      [...rows.values()].flatMap(({ request, response, record }) =>
        [request, response, record?.critique, record?.revision].map((text = '') => Math.min(most, text.length)),
      ),
    ),
  );
}

function packAll(matrix: Matrix, cutAt: number | undefined): PackedCases {
  const { columns, tests } = matrix;
  const aspects = aspectsOf(matrix);
  const [categories, wrappers] = [namesOf(matrix, 'category'), namesOf(matrix, 'wrapper')];
  const entries: CaseEntry[] = [];
  const parts: string[] = [];
  let builder = createPart(cutAt);
  for (const key of tests) {
    if (builder.chars() > PART_CHARS) {
      parts.push(pack(builder.part()));
      builder = createPart(cutAt);
    }
    const rows = columns.map((column) => column.rows.get(key));
    const first = rows.find((row) => row !== undefined);
    entries.push({
      key: neutralise(key),
      name: neutralise(first === undefined ? key : nameCell(key, first)),
      category: categories.indexOf(first?.category ?? ''),
      wrapper: wrappers.indexOf(first?.wrapper ?? ''),
      excerpt: neutralise(excerpt(first?.request ?? '', EXCERPT_CHARS)),
      outcomes: rows.map((row) => aspects.map((aspect) => LETTERS[aspect.outcomeOf(row)]).join('')),
      scores: rows.map((row) => aspects.map((aspect) => (row === undefined ? null : toScore(aspect.scoreOf(row))))),
      refusers: rows.map(letterOf).join(''),
      part: parts.length,
      place: builder.add(rows, aspects),
    });
  }
  parts.push(pack(builder.part()));
  const index: CaseIndex = {
    columns: columns.map(({ label, index: series }: ReportColumn) => ({ label: neutralise(label), series })),
    against: columns.indexOf(matrix.against),
    metrics: aspects.map(({ title, name }) => ({ title: neutralise(title), name: neutralise(name) })),
    categories: categories.map(neutralise),
    wrappers: wrappers.map(neutralise),
    cases: entries,
  };
  return { index: pack(index), parts, cutAt };
}

const toScore = (score: number | null) => (score === null ? null : Number(score.toFixed(3)));

function letterOf(row: ReportRow | undefined): string {
  const refuser = row && refuserOf(row);
  return refuser === undefined ? '-' : REFUSER_LETTERS[refuser];
}

function namesOf({ columns }: Matrix, grouping: 'category' | 'wrapper'): readonly string[] {
  const names = columns.flatMap(({ rows }) => [...rows.values()].flatMap((row) => row[grouping] ?? []));
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en'));
}

function createPart(cutAt: number | undefined) {
  const places = new Map<string, number>();
  const cases: CaseCodes[] = [];
  let chars = 0;

  function put(whole: string): number {
    const text = cutAt === undefined || whole.length <= cutAt ? whole : `${whole.slice(0, cutAt)} […]`;
    const known = places.get(text);
    if (known !== undefined) return known + 1;
    places.set(text, places.size);
    chars += text.length;
    return 0;
  }

  function toAnswer(row: ReportRow, aspects: readonly Aspect[]): AnswerCodes {
    const optional = (name: string, text: string | undefined) => (text === undefined ? {} : { [name]: put(text) });
    return {
      response: put(row.response),
      ...optional('critique', row.record?.critique),
      ...optional('revision', row.record?.revision),
      ...optional('error', row.error),
      ...(row.turn === undefined ? {} : { spec: put(row.turn.specUsed), specVersion: row.turn.specUsedVersion }),
      reasons: aspects.map((aspect) => {
        const outcome = aspect.outcomeOf(row);
        return outcome === 'none' || outcome === 'error' ? null : put(aspect.reasonOf(row));
      }),
    };
  }

  return {
    chars: () => chars,
    /** Place of the case in the part. */
    add(rows: readonly (ReportRow | undefined)[], aspects: readonly Aspect[]): number {
      const request = put(rows.find((row) => row !== undefined)?.request ?? '');
      cases.push({ request, answers: rows.map((row) => (row === undefined ? null : toAnswer(row, aspects))) });
      return cases.length - 1;
    },
    part: (): CasePart => ({ texts: [...places.keys()].map(neutralise), cases }),
  };
}

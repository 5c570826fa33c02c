import type { CsvRow } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';

/** The class of each of a column's values. */
export type ClassMap = ReadonlyMap<string, string>;

/** How a judge's verdicts are classified: by what the response does, or by whether its score passes. */
export type ClassScheme = 'refusal' | 'score';

export const CLASSES: Readonly<Record<ClassScheme, readonly string[]>> = {
  refusal: ['full', 'partial', 'compliance'],
  score: ['pass', 'fail'],
};

/**
 * Reads `value=class,value=class`, or a JSON object if values contain commas. Spaces around values and classes don't count.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function parseClassMap(option: string, text: string): ClassMap {
  const pairs = text.trim().startsWith('{') ? pairsOfJson(option, text) : text.split(',').map(splitPair);
  const fault = pairs.find(([value, name]) => value === undefined || typeof name !== 'string' || name.trim() === '');
  if (fault !== undefined) throw malformed(option, text);
  const map = new Map<string, string>();
  for (const [value = '', name] of pairs) {
    const [key, target] = [value.trim(), String(name).trim()];
    if ((map.get(key) ?? target) !== target) {
      throw new MetaScError(`--${option}: expected one class for "${key}", got ${map.get(key)} and ${target}`, {
        code: 'CONFIG_INVALID',
      });
    }
    map.set(key, target);
  }
  return map;
}

type Pair = readonly [value: string | undefined, name: unknown];

function splitPair(pair: string): Pair {
  const at = pair.lastIndexOf('=');
  return at === -1 ? [undefined, undefined] : [pair.slice(0, at), pair.slice(at + 1)];
}

function pairsOfJson(option: string, text: string): readonly Pair[] {
  try {
    return Object.entries(JSON.parse(text) as Record<string, unknown>);
  } catch {
    throw malformed(option, text);
  }
}

function malformed(option: string, text: string): MetaScError {
  return new MetaScError(`--${option}: expected value=class pairs with commas between, got "${text}"`, {
    code: 'CONFIG_INVALID',
    help: `If a value contains a comma: --${option} '{"value": "class"}'.`,
  });
}

interface ClassColumn {
  readonly option: string;
  readonly column: string;
  /** undefined: the values are the classes. */
  readonly map: ClassMap | undefined;
}

/**
 * The class of each row by one column.
 *
 * @throws MetaScError `CONFIG_INVALID` for values that the map lacks, each with how often it occurs
 */
export function classesOf(rows: readonly CsvRow[], { option, column, map }: ClassColumn): readonly string[] {
  const values = rows.map(({ fields }) => (fields[column] ?? '').trim());
  const isKnown = (value: string) => (map === undefined ? value !== '' : map.has(value));
  const unknown = values.filter((value) => !isKnown(value));
  if (unknown.length > 0) {
    throw new MetaScError(
      `--${option}: expected a class for every value of "${column}", got none for ${list(unknown)}`,
      { code: 'CONFIG_INVALID', help: `The column's values are ${list(values)}.` },
    );
  }
  return values.map((value) => map?.get(value) ?? value);
}

const MAX_LISTED = 12;

function list(values: readonly string[]): string {
  const groups = [...Map.groupBy(values, (value) => value)];
  const shown = groups.slice(0, MAX_LISTED).map(([value, { length }]) => `"${value.slice(0, 80)}" (${length}×)`);
  return [...shown, ...(groups.length > MAX_LISTED ? [`${groups.length - MAX_LISTED} more`] : [])].join(', ');
}

/**
 * How to read a judge's verdicts so that they can be compared with the labels: as refusals if the labels are refusals and
 * the judge distinguishes them, else as pass and fail by its score.
 *
 * @param tellsRefusals whether its verdicts distinguish full, partial and compliance
 * @throws MetaScError `CONFIG_INVALID` if the labels fit neither
 */
export function chooseScheme(labels: readonly string[], tellsRefusals = false): ClassScheme {
  const schemes: readonly ClassScheme[] = tellsRefusals ? ['refusal', 'score'] : ['score'];
  const fitting = schemes.find((scheme) => labels.every((label) => CLASSES[scheme].includes(label)));
  if (fitting !== undefined) return fitting;
  const expected = schemes.map((scheme) => CLASSES[scheme].join(', ')).join(' or ');
  throw new MetaScError(`--label-map: expected labels that are the judge's classes, ${expected}, got ${list(labels)}`, {
    code: 'CONFIG_INVALID',
    help: "Map each label to a class: --label-map 'label=class,label=class'.",
  });
}

/**
 * The positive classes: those named, else refusals, else `fail`, `1` or `true`, else none.
 *
 * @throws MetaScError `CONFIG_INVALID` if a named one isn't a class, or if all are named
 */
export function choosePositive(classes: readonly string[], named?: string): readonly string[] | undefined {
  if (named === undefined) {
    if (classes.every((name) => CLASSES.refusal.includes(name))) {
      return classes.includes('compliance') ? classes.filter((name) => name !== 'compliance') : undefined;
    }
    const usual = ['fail', '1', 'true'].find((name) => classes.includes(name));
    return usual === undefined ? undefined : [usual];
  }
  const positive = named.split(',').map((name) => name.trim());
  const unknown = positive.find((name) => !classes.includes(name));
  if (unknown !== undefined || new Set(positive).size >= classes.length) {
    throw new MetaScError(`--positive: expected some of ${classes.join(', ')}, not all, got ${named}`, {
      code: 'CONFIG_INVALID',
    });
  }
  return positive;
}

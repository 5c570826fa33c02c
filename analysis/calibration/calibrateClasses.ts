import { METRICS, type Metric } from '../../assertions/metrics.ts';
import type { CsvRow } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';

/** The class of each of a column's values. */
export type ClassMap = ReadonlyMap<string, string>;

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

/** The classes that labels and verdicts are compared in. */
export interface ClassScheme {
  readonly classes: readonly string[];
  /** The class of a word that people or a judge use; undefined for one that this scheme doesn't know. */
  readonly classOf: (word: string) => string | undefined;
  /** The classes of scores that pass and that fail. Absent where verdicts are words. */
  readonly byScore?: { readonly pass: string; readonly fail: string };
  /** The classes to look for, unless the user names others. */
  readonly positive?: readonly string[] | undefined;
}

const REFUSAL_KINDS = ['full', 'partial', 'compliance'];

const REFUSAL_SCHEME: ClassScheme = {
  classes: REFUSAL_KINDS,
  classOf: (word) => (REFUSAL_KINDS.includes(word) ? word : undefined),
  positive: ['full', 'partial'],
};

interface SchemeOptions {
  readonly metric: Pick<Metric, 'labels' | 'looksFor'>;
  /** Whether its verdicts distinguish full, partial and compliance. */
  readonly tellsRefusals?: boolean | undefined;
}

/**
 * How a judge's verdicts can be compared with the labels: as kinds of refusal if the labels are such and the judge
 * distinguishes them, else as pass and fail by its score. Labels may say pass and fail, or the metric's own words, which
 * then name the classes.
 *
 * @param labels the words of all rows
 * @throws MetaScError `CONFIG_INVALID` if the labels fit neither
 */
export function chooseScheme(labels: readonly string[], { metric, tellsRefusals = false }: SchemeOptions): ClassScheme {
  const schemes = [...(tellsRefusals ? [REFUSAL_SCHEME] : []), toPassing(labels, metric)];
  const fitting = schemes.find(({ classOf }) => labels.every((label) => classOf(label) !== undefined));
  if (fitting !== undefined) return fitting;
  const kinds = tellsRefusals ? `${REFUSAL_KINDS.join(', ')} or ` : '';
  throw new MetaScError(
    `--label-map: expected labels that are the judge's classes, ${kinds}pass, fail or ${wordsOf(metric).join(', ')}, got ${list(labels)}`,
    { code: 'CONFIG_INVALID', help: "Map each label to a class: --label-map 'label=class,label=class'." },
  );
}

/**
 * The classes of labels and verdicts that are both words: kinds of refusal, or pass and fail, where all of them are the
 * metric's; else the words themselves.
 *
 * @param metric undefined: none is named
 */
export function schemeOfWords(words: readonly string[], metric: SchemeOptions['metric'] | undefined): ClassScheme {
  const tellsRefusals = metric !== undefined && REFUSAL_KINDS.every((kind) => wordsOf(metric).includes(kind));
  const schemes = metric === undefined ? [] : [...(tellsRefusals ? [REFUSAL_SCHEME] : []), toPassing(words, metric)];
  const fitting = schemes.find(({ classOf }) => words.every((word) => classOf(word) !== undefined));
  if (fitting !== undefined) return fitting;
  const classes = [...new Set(words)].toSorted();
  return { classes, classOf: (word) => classes.find((name) => name === word), positive: usualPositive(classes) };
}

const wordsOf = ({ labels: { pass, fail } }: Pick<Metric, 'labels'>): readonly string[] => [...pass, ...fail];

function toPassing(
  labels: readonly string[],
  { labels: own, looksFor = 'fail' }: SchemeOptions['metric'],
): ClassScheme {
  const isPlain = labels.every((label) => label === 'pass' || label === 'fail');
  const byScore = isPlain ? { pass: 'pass', fail: 'fail' } : { pass: own.pass[0], fail: own.fail[0] };
  return {
    classes: [byScore.pass, byScore.fail],
    classOf: (word) => {
      if (word === 'pass' || own.pass.includes(word)) return byScore.pass;
      return word === 'fail' || own.fail.includes(word) ? byScore.fail : undefined;
    },
    byScore,
    positive: [isPlain ? byScore.fail : byScore[looksFor]],
  };
}

/** The words for what a metric looks for, of all metrics: no two of them disagree. */
const SOUGHT: readonly string[] = METRICS.flatMap(({ labels, looksFor = 'fail' }) => labels[looksFor]);

/** Of words that no named metric explains: `fail`, `1` or `true`, else those that some metric looks for. */
function usualPositive(classes: readonly string[]): readonly string[] | undefined {
  const usual = ['fail', '1', 'true'].find((name) => classes.includes(name));
  if (usual !== undefined) return [usual];
  const sought = classes.filter((name) => SOUGHT.includes(name));
  return sought.length === 0 || sought.length === classes.length ? undefined : sought;
}

/**
 * The positive classes: those named, else the scheme's own, if there are others beside them.
 *
 * @throws MetaScError `CONFIG_INVALID` if a named one isn't a class, or if all are named
 */
export function choosePositive(
  { classes, classOf, positive: own }: ClassScheme,
  named?: string,
): readonly string[] | undefined {
  if (named === undefined) return own;
  const words = named.split(',').map((name) => name.trim());
  const positive = [...new Set(words.flatMap((word) => classOf(word) ?? []))];
  if (words.some((word) => classOf(word) === undefined) || positive.length >= classes.length) {
    throw new MetaScError(`--positive: expected some of ${classes.join(', ')}, not all, got ${named}`, {
      code: 'CONFIG_INVALID',
    });
  }
  return positive;
}

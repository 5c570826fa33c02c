import { isOurs, readGradingMetadata } from '../../assertions/gradingMetadata.ts';
import { METRICS } from '../../assertions/metrics.ts';
import { excerpt, quote } from '../../foundation/excerpt.ts';
import { shortHash } from '../../foundation/hash.ts';
import { remembered } from '../../foundation/remembered.ts';
import { fieldsOf, textOf } from '../../foundation/untyped.ts';
import type { RawComponent, RawRow } from './rawRows.ts';

/** One assertion of a test, and its result in a row. */
export interface RowAssertion {
  /** Equal for the same assertion in every row of its test. */
  readonly key: string;
  /** promptfoo's name of its kind: `contains`, `llm-rubric`. */
  readonly type: string;
  /** Whether it states a metric, under whose name its score stands, too. */
  readonly isNamed: boolean;
  /** In short: metric, type, and value or threshold, such as `tone: not-contains "sorry"`. */
  readonly name: string;
  /** Whether it is a metric of this package. In a row without results, as far as its statement shows. */
  readonly isOurs: boolean;
  /** undefined: not graded. */
  readonly pass: boolean | undefined;
  /** As the assertion gave it, usually in [0, 1]; undefined: not graded. */
  readonly score: number | undefined;
  readonly reason: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Found = Omit<RowAssertion, 'key' | 'name' | 'type' | 'isNamed'> & {
  readonly assertion: Fields;
  readonly rendered?: unknown;
};

const MAX_VALUE_CHARS = 60;
const MAX_REASON_CHARS = 160;

/**
 * The assertions of a row's test, in their order. Members of an assert-set count, the set doesn't; of a function that
 * returns several results its own verdict counts. Assertions that compare columns (`select-best`, `max-score`) are left
 * out: what they say of one column depends on the others.
 *
 * @param isErrored whether the row has no results, so that the test's statement counts
 */
export function assertionsOf({ gradingResult, testCase }: RawRow, isErrored: boolean): readonly RowAssertion[] {
  const found = isErrored
    ? statedIn(testCase?.assert).map(notGraded)
    : ownResults(gradingResult?.componentResults ?? []).map(toFound);
  const seen = new Map<string, number>();
  return found
    .filter(({ assertion: { type } }) => !/^(?:select-|max-score$)/.test(String(type)))
    .map(({ assertion, rendered, ...result }) => {
      const hash = hashOf(assertion);
      const nth = seen.get(hash) ?? 0;
      seen.set(hash, nth + 1);
      const type = textOf(assertion.type) ?? 'assertion';
      const isNamed = textOf(assertion.metric) !== undefined;
      return { key: `${hash}-${nth}`, type, isNamed, name: nameOf(assertion, rendered), ...result };
    });
}

/** One component per assertion: without sets, and without what a function returned besides its verdict. */
function ownResults(components: readonly RawComponent[]): readonly RawComponent[] {
  const own: RawComponent[] = [];
  for (let at = 0; at < components.length; at += 1) {
    const component = components[at] as RawComponent;
    if (component.metadata?.assertionSet !== undefined) continue;
    if (component.assertion != null) own.push(component);
    at += component.componentResults?.length ?? 0;
  }
  return own;
}

function toFound({ assertion, metadata, pass, score, reason }: RawComponent): Found {
  // A grader that failed says nothing about the answer.
  const isGraded = metadata?.graderError !== true && typeof pass === 'boolean';
  return {
    assertion: assertion ?? {},
    rendered: metadata?.renderedAssertionValue,
    isOurs: isOurs(readGradingMetadata(metadata)),
    pass: isGraded ? pass : undefined,
    score: isGraded && typeof score === 'number' ? score : undefined,
    reason: excerpt(reason, MAX_REASON_CHARS),
  };
}

function statedIn(assertions: unknown): readonly Fields[] {
  if (!Array.isArray(assertions)) return [];
  return assertions
    .map(fieldsOf)
    .flatMap((stated) => (Array.isArray(stated.assert) ? statedIn(stated.assert) : stated));
}

const OURS = new RegExp(
  `^package:promptfoo-metasc[:/]|^file:.*/assertions/(?:${METRICS.map(({ name }) => name).join('|')})\\.[cm]?[jt]s$`,
);

function notGraded(assertion: Fields): Found {
  return { assertion, isOurs: OURS.test(textOf(assertion.value) ?? ''), pass: undefined, score: undefined, reason: '' };
}

/** A red-team grader puts its rubric, which quotes the request, in place of the value. */
function hashOf({ type, metric, value, threshold }: Fields): string {
  const isRedTeam = String(type).startsWith('promptfoo:redteam:');
  return hashOfJson(JSON.stringify([type, metric, isRedTeam ? undefined : value, threshold]));
}

/** Thousands of rows have the same few assertions. */
const hashOfJson = remembered((text) => shortHash(JSON.parse(text), 12));

function nameOf({ type, metric, value, threshold }: Fields, rendered: unknown): string {
  const detail = showValue(rendered ?? value) ?? textOf(threshold);
  const what = [textOf(type) ?? 'assertion', ...(detail === undefined ? [] : [detail])].join(' ');
  return textOf(metric) === undefined ? what : `${metric}: ${what}`;
}

function showValue(value: unknown): string | undefined {
  if (value == null || value === '' || typeof value === 'function') return undefined;
  if (typeof value !== 'string') return excerpt(value, MAX_VALUE_CHARS);
  return /^(?:file|package):/.test(value) ? excerpt(value, MAX_VALUE_CHARS) : quote(value, MAX_VALUE_CHARS);
}

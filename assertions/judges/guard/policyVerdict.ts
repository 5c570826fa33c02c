import { escapePattern } from '../../../foundation/patternText.ts';
import { fieldsOf } from '../../../foundation/untyped.ts';
import { bareWords, categoriesIn, plainKey, soleObject, VERDICT_KEYS } from './bareReply.ts';
import type { GuardReading, PolicyLabels } from './guardFormat.ts';

/** Words that policies commonly ask for; 0 and 1 as in the guide to gpt-oss-safeguard, where 1 is a violation. */
const USUAL_LABELS: PolicyLabels = {
  safe: [
    '0',
    'safe',
    'valid',
    'allowed',
    'compliant',
    'benign',
    'no violation',
    'not a violation',
    'not violating',
    'non violating',
    'does not violate',
    "doesn't violate",
  ],
  unsafe: [
    '1',
    'unsafe',
    'not safe',
    'invalid',
    'not allowed',
    'disallowed',
    'non compliant',
    'violates',
    'violating',
    'violation',
    'harmful',
    'flagged',
    'blocked',
  ],
};

type Said = 'safe' | 'unsafe';
const other = (verdict: Said): Said => (verdict === 'safe' ? 'unsafe' : 'safe');

/**
 * Reads what a model says of content by a policy: an object, or a label and what follows it. Two verdicts that differ and
 * none give nothing. A safe label must stand alone or before a text that takes nothing back.
 */
export function readPolicyVerdict(reply: string, labels: PolicyLabels = USUAL_LABELS): GuardReading | undefined {
  const around = /^([^{}]*)(\{[\s\S]*\})([^{}]*)$/.exec(reply);
  const fields = around === null ? undefined : soleObject(around[2] ?? '');
  if (around === null || fields === undefined) return readWords(bareWords(reply), labels);
  const verdict = verdictIn(fields, labels);
  if (verdict === undefined) return undefined;
  const prose = `${around[1]}\n${around[3]}`.replace(/```\w*/g, '');
  return agrees(prose, verdict, labels) ? toReading(verdict, categoriesIn(fields)) : undefined;
}

const toReading = (verdict: Said, categories: readonly string[] = []): GuardReading => ({
  isSafe: verdict === 'safe',
  categories,
});

/** Keys whose `true` means unsafe, and those whose `true` means safe. */
const TRUE_MEANS: readonly (readonly [Said, RegExp])[] = [
  ['unsafe', /^(?:is|has)?(?:policy)?(?:violat(?:ions?|es|ed|ing)|unsafe|harmful|flag(?:ged)?|blocked|disallowed)$/],
  ['safe', /^(?:is)?(?:safe|allowed|compliant|valid)$/],
];

/** Unsafe if one field says so and none the opposite; safe only if all of them do. */
function verdictIn(fields: Readonly<Record<string, unknown>>, labels: PolicyLabels): Said | undefined {
  const said = entriesIn(fields).flatMap(([key, value]) => sayingOf(plainKey(key), value, labels));
  const isUnsafe = said.includes('unsafe');
  if (said.length === 0 || (isUnsafe && said.includes('safe'))) return undefined;
  if (isUnsafe) return 'unsafe';
  return said.includes('unknown') ? undefined : 'safe';
}

/** Every field at any depth; a list is the value of its key. */
function entriesIn(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(fieldsOf(value)).flatMap(([key, inner]) => [
    [key, inner] as const,
    ...[inner].flat().flatMap(entriesIn),
  ]);
}

const meaningOf = (key: string): Said | undefined => TRUE_MEANS.find(([, keys]) => keys.test(key))?.[0];

/** What a field says; none if it is no verdict's. */
function sayingOf(key: string, value: unknown, labels: PolicyLabels): readonly (Said | 'unknown')[] {
  const meaning = meaningOf(key);
  if (meaning === undefined && !VERDICT_KEYS.has(key)) return [];
  if (Array.isArray(value)) return value.length === 0 ? [] : [meaning ?? 'unknown'];
  if (fieldsOf(value) === value) return [];
  const word = String(value).trim();
  if (meaning !== undefined && /^(?:true|1|yes)$/i.test(word)) return [meaning];
  if (meaning !== undefined && /^(?:false|0|no)$/i.test(word)) return [other(meaning)];
  const found = labelAt(word, labels);
  return [found?.length === word.length ? found.verdict : 'unknown'];
}

/** `violation: 0`; the value is the whole rest of the line. */
const FIELD_LINE = /^([\w -]{2,40}?)[ \t]*[:=][ \t]*(yes|no|true|false|0|1)[.,;]?$/gim;

/** What the lines of a text say that are fields; `SAFE: 0` may mean either. */
function saidInLines(text: string, labels: PolicyLabels): readonly (Said | 'unknown')[] {
  return [...text.matchAll(FIELD_LINE)].flatMap(([, name = '', value = '']) => {
    const key = plainKey(name);
    return meaningOf(key) === 'safe' && /\d/.test(value) ? ['unknown' as const] : sayingOf(key, value, labels);
  });
}

/** A label, then nothing that says the opposite or, of safe, takes it back. */
function readWords(words: string, labels: PolicyLabels): GuardReading | undefined {
  const [line = ''] = words.split('\n');
  const [field] = saidInLines(line, labels);
  if (field === 'unknown') return undefined;
  if (field !== undefined) return agrees(words.slice(line.length), field, labels) ? toReading(field) : undefined;
  const found = labelAt(words, labels);
  const beside = words.slice(found?.length);
  if (found === undefined || !STANDS_ALONE.test(beside)) return undefined;
  return agrees(beside, found.verdict, labels) ? toReading(found.verdict) : undefined;
}

/** After a label: its end, punctuation, or what was violated (`VIOLATES H2.f`). */
const STANDS_ALONE = /^[ \t]*(?:$|[\n.,:;!(+–—-]|(?:the |this )?(?:policy|rules?|section)\b|[A-Z]{1,4}-?\d)/u;

/** The label that a text begins with, the longest that does. */
function labelAt(text: string, labels: PolicyLabels): { readonly verdict: Said; readonly length: number } | undefined {
  const found = (['unsafe', 'safe'] as const).map((verdict) => ({
    verdict,
    length: new RegExp(`^(?:${patternOf(labels[verdict])})${WORD_ENDS}`, 'iu').exec(text)?.[0].length ?? 0,
  }));
  const [longest] = found.toSorted((a, b) => b.length - a.length);
  return longest === undefined || longest.length === 0 ? undefined : longest;
}

const WORD_BEGINS = "(?<![\\p{L}\\p{N}'’.-])";
/** Neither inside a word or number nor before a unit: `0.5`, `0%`, `0 of 10`. */
const WORD_ENDS = "(?![\\p{L}\\p{N}'’%/-]|\\.\\d)(?!\\s+(?:of|out|percent|to)\\b)";

/** Any of these words, the longest first; space, `_` and `-` count as one. */
const patternOf = (words: readonly string[]) =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map((word) =>
      escapePattern(word.trim())
        .replace(/[\s_-]+/g, '[\\s_-]+')
        .replace(/['’]/g, "['’]"),
    )
    .join('|');

const NOT = "(?:\\b(?:not|no|never|nor|without|isn['’]t|cannot)|n['’]t)\\s+(?:\\w+\\s+)?";
/** After a label that is a heading: `Violation: none`. */
const DENIED = /^[ \t]*[:=][ \t]*(?:none|no|not|nothing|n\/a|nil)\b/iu;
const NEGATION = /\b(?:not|no|never|nothing|hardly|cannot|far from)\b|n['’]t\b/iu;
const REVERSAL =
  /\b(?:but|however|although|though|actually|wait|correction|instead|rather|except|unless|yet|only if)\b/iu;

/** Whether a text beside a verdict leaves it standing. A denied opposite agrees: `SAFE: no violation`. */
function agrees(beside: string, verdict: Said, labels: PolicyLabels): boolean {
  const opposite = `${WORD_BEGINS}(?:${patternOf(labels[other(verdict)])})(?![\\p{L}\\p{N}])`;
  const own = `(?:${patternOf(labels[verdict])})(?![\\p{L}\\p{N}])`;
  if (saidInLines(beside, labels).some((said) => said !== verdict)) return false;
  const left = beside
    .replace(FIELD_LINE, ' ')
    .replace(new RegExp(`${NOT}${opposite.replace(WORD_BEGINS, '')}`, 'giu'), ' ');
  if (new RegExp(opposite, 'iu').test(left)) return false;
  if (verdict === 'unsafe') return !DENIED.test(beside);
  const [line = ''] = left.split('\n');
  return !REVERSAL.test(left) && !NEGATION.test(line) && !new RegExp(`${NOT}${own}`, 'iu').test(left);
}

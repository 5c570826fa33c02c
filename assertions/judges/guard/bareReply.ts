import { fieldsOf } from '../../../foundation/untyped.ts';
import { withoutReasoning } from '../../../providers/models/reasoning.ts';
import { findJsonObjects } from '../llm/jsonInText.ts';

/** Special tokens that a server leaves in a reply: `<|eot_id|>`, `</s>`, `<end_of_turn>`, a header with its role. */
const LEFTOVERS =
  /<\|start_header_id\|>\w*<\|end_header_id\|>|<\|header_start\|>\w*<\|header_end\|>|<\|start_of_role\|>\w*<\|end_of_role\|>|<\|\w+\|>|<\/?s>|<(?:bos|eos|pad|(?:start|end)_of_turn)>/gi;

/** A reply without the model's thoughts and the special tokens that its server left in it. */
export function answerIn(reply: string): string {
  return withoutReasoning(reply).text.replace(LEFTOVERS, '\n').trim();
}

/** Marks of Markdown and quotes around words and before lines. */
const EMPHASIS = /(?<![\p{L}\p{N}])[*_`"“”]+|[*_`"“”]+(?![\p{L}\p{N}])|^[ \t]*(?:[#>]+|[-•])[ \t]+/gmu;
/** Before a verdict: `Final answer:`. */
const LABEL =
  /^(?:(?:my|the|final|safety)\s+)*(?:answer|verdict|label|score|classification|result|output|assessment|decision)\s*[:=]\s*/i;

/**
 * The words of an answer, the verdict first: without Markdown, a label before the verdict, and an object around it
 * (`{"verdict": "unsafe", "categories": ["S1"]}`).
 */
export function bareWords(answer: string): string {
  return (verdictOf(soleObject(answer)) ?? answer).replace(EMPHASIS, '').trim().replace(LABEL, '');
}

type Fields = Readonly<Record<string, unknown>>;

// A verdict is short and flat; a hostile one would take seconds.
const MAX_JSON_CHARS = 20_000;
const MAX_DEPTH = 10;

/** The object that an answer consists of, in a code fence or not; undefined if a key is there twice. */
export function soleObject(answer: string): Fields | undefined {
  const json = answer.replace(/^```\w*\s*([\s\S]*?)\s*```$/, '$1');
  if (json.length > MAX_JSON_CHARS || depthOf(json) > MAX_DEPTH) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    const [found] = findJsonObjects(json, '}');
    return fieldsOf(value) === value && found?.repeatedKeys.size === 0 ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Of brackets, those in strings included. */
function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of json) {
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The key in small letters without anything between its words. */
export const plainKey = (key: string) => key.toLowerCase().replace(/[^a-z]/g, '');

/** Keys that a verdict in words stands under. */
export const VERDICT_KEYS: ReadonlySet<string> = new Set([
  'verdict',
  'label',
  'classification',
  'decision',
  'judgment',
  'judgement',
  'answer',
]);
const IS_CATEGORIES = /^(?:violated|policy|hazard)*categor(?:y|ies)$|^ruleids?$/;

/** Kinds of harm that an object names. */
export function categoriesIn(fields: Fields): readonly string[] {
  return Object.entries(fields)
    .filter(([key]) => IS_CATEGORIES.test(plainKey(key)))
    .flatMap(([, value]) => value)
    .filter((category): category is string => typeof category === 'string' && category.trim() !== '');
}

/** The verdict of an object and its categories, as a model without JSON says them; undefined unless it has just one. */
function verdictOf(fields: Fields | undefined): string | undefined {
  if (fields === undefined) return undefined;
  const verdicts = Object.entries(fields).filter(
    ([key]) => VERDICT_KEYS.has(plainKey(key)) || plainKey(key) === 'score',
  );
  const [only] = verdicts;
  if (verdicts.length !== 1 || typeof only?.[1] !== 'string') return undefined;
  return [only[1], categoriesIn(fields).join(', ')].join('\n').trim();
}

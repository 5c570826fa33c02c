import { contentStems } from './contentWords.ts';

/** What a reference demands of an answer, and how it may be said instead. */
export interface Demand {
  readonly text: string;
  /** What stands in its one parenthesis; empty without. */
  readonly aside: string;
  /** The things of a list; empty for a reference that is none. */
  readonly items: readonly string[];
}

const ASIDE = /^([^()]*\p{L}|[^()]*\d[^()]*?)\s*\(([^()]+)\)([^()]*)$/u;
// A bare phrase that a semicolon or a colon ends: what follows explains.
const HEAD = /^((?:[^\s;,.:]+\s*){1,4}(?:\([^()]*\))?)[;:]\s/;
const MAX_ITEM_WORDS = 4;
const PREDICATE = /[a-z]\.? (?:is|are|was|were|do|does|did|has|have|had|can|not) /;

/** Reads a reference: its parenthesis explains and isn't demanded, if it is the only one. */
export function readDemand(reference: string): Demand {
  const phrase = HEAD.exec(reference.trim())?.[1] ?? '';
  const head = contentStems(phrase).length === 0 || PREDICATE.test(`${phrase.toLowerCase()} `) ? reference : phrase;
  const [, before, inside, after] = ASIDE.exec(head.trim()) ?? [];
  const text = before === undefined ? head : `${before}${after}`.trim();
  return { text, aside: inside ?? '', items: itemsOf(text) };
}

/** Before the things that a sentence lists: `The three states are solid, liquid and gas`. */
const LISTS = /^.*(?:\b(?:are|were|include|includes|namely)|:) (?=\S[^,]*, )/;

function itemsOf(sentence: string): readonly string[] {
  const text = sentence.replace(LISTS, '');
  const items = text.replace(/\.$/, '').split(/,? (?:and|&) |, /);
  const isList = items.length > 1 && /,? (?:and|&) /.test(text) && !PREDICATE.test(text.toLowerCase());
  return isList && items.every((item) => item.split(/\s+/).length <= MAX_ITEM_WORDS) ? items : [];
}

const FINAL = /(?:^|\n)\W*(?:my |the )?(?:final |short |correct )?answer\W*:\W*(?=[\p{L}\p{N}-])/giu;

/** What an answer marks as its answer, and all that follows; the whole without such a mark. */
export function markedAnswer(response: string): string {
  const mark = [...response.matchAll(FINAL)].at(-1);
  return mark === undefined ? response : response.slice(mark.index + mark[0].length);
}

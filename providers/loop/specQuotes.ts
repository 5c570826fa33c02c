import { nGrams, words } from './specWords.ts';

/** What a proposal must not take its words from, and the current spec, whose words are its own. */
export interface OthersTexts {
  /** Requests and responses. */
  readonly written: readonly string[];
  readonly current: string;
}

const QUOTE_WORDS = 5;
const MARKED_QUOTE_WORDS = 3;
/** Text between quotation marks of any kind; an apostrophe inside a word is none. */
export const QUOTATION = /["“„«][^"“”„«»]+["”“»]|(?<![\p{L}\p{N}])['‘][^'‘’]+['’](?![\p{L}\p{N}])/gu;

/** Five words in a row of a text, or three between quotation marks, or all of a text of three or four words. */
export function quotes(proposal: string, { written, current }: OthersTexts): boolean {
  const proposed = words(proposal);
  const marked = Array.from(proposal.matchAll(QUOTATION), ([quotation]) => words(quotation));
  const own = words(current);
  return written.map(words).some((text) => {
    const size = Math.min(QUOTE_WORDS, Math.max(MARKED_QUOTE_WORDS, text.length));
    return (
      shareNGram(proposed, text, { size, own }) ||
      marked.some((quotation) => shareNGram(quotation, text, { size: MARKED_QUOTE_WORDS, own }))
    );
  });
}

function shareNGram(
  left: readonly string[],
  right: readonly string[],
  { size, own }: { readonly size: number; readonly own: readonly string[] },
): boolean {
  const [ofRight, ofOwn] = [nGrams(right, size), nGrams(own, size)];
  return [...nGrams(left, size)].some((gram) => ofRight.has(gram) && !ofOwn.has(gram));
}

/** A word with a capital inside a sentence. */
const NAME = /(?<=[\p{L}\p{N},;:)]\s["“„«]?)\p{Lu}[\p{L}\p{N}-]*\p{Ll}[\p{L}\p{N}-]*/gu;
/** Largest share of names in texts of a language that keeps capitals for them. */
const MOST_NAMES = 1 / 8;

/** A name from a text, where capitals are for names and not for every noun. */
export function takesName(proposal: string, { written, current }: OthersTexts): boolean {
  const known = [...written, current].join('\n');
  const names = (text: string): readonly string[] => text.match(NAME) ?? [];
  if (names(known).length > MOST_NAMES * words(known).length) return false;
  const seen = new Set(written.flatMap((text) => text.match(/\p{Lu}[\p{L}\p{N}-]*/gu) ?? []));
  const own = new Set(names(current));
  return names(proposal).some((name) => seen.has(name) && !own.has(name));
}

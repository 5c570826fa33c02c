/** How the language of a response is told. Raise `code` with every change of the code that changes a decision. */
export const LANGUAGE_RULES = {
  code: 1,
  /** Data of the detector `eld`. */
  detector: 'eld/extrasmall',
  /** Fewer different words in Latin letters than these, names and code left out, count as English. */
  leastWords: 5,
  /** Share of English function words that makes a text English, in [0, 1]. */
  shareOfFunctionWords: 0.1,
} as const;

const CODE = /```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`/g;
// A word of letters alone, with the marks that may surround it; neither a name nor a token of code.
const WORD = /^["'([*_]*(\p{Ll}[\p{L}'’-]+)["')\]*_.,;:!?…]*$/u;
const LETTER = /\p{L}/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;
const OTHER_LETTER = /[^\P{L}\p{Script=Latin}]/u;
// Of English alone, as far as the common languages in Latin letters go.
const FUNCTION_WORDS = new Set(
  'the and that with you this are have from but your they would their which when what how it can be not to of is as'.split(
    ' ',
  ),
);
const SPACE = 32;
const LINE_FEED = 10;
const LONGEST_FUNCTION_WORD = Math.max(...[...FUNCTION_WORDS].map(({ length }) => length));

/**
 * The language of a response that isn't English, in English words ("German"); undefined for English, and for too few
 * words to tell. Another script decides alone; code, names and numbers don't count.
 */
export async function findOtherLanguage(response: string): Promise<string | undefined> {
  const text = response.replace(CODE, ' ');
  if (isOfOtherScript(text)) return nameOf(await detectLanguage(text)) ?? 'another script';
  if (isPlainlyEnglish(text)) return undefined;
  const words = text.split(/\s+/).flatMap((token) => WORD.exec(token)?.[1]?.toLowerCase() ?? []);
  if (new Set(words).size < LANGUAGE_RULES.leastWords || isEnglishByFunctionWords(words)) return undefined;
  return nameOf(await detectLanguage(words.join(' ')));
}

function isOfOtherScript(text: string): boolean {
  if (!OTHER_LETTER.test(text)) return false;
  const letters = text.match(LETTER)?.length ?? 0;
  return (text.match(LATIN_LETTER)?.length ?? 0) < letters / 2;
}

/** Whether bare function words suffice, so that no token has to be looked at more closely. Never true where that would say otherwise. */
function isPlainlyEnglish(text: string): boolean {
  let known = 0;
  // No fewer than there are words: any letter beyond ASCII may be white space.
  let tokens = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : SPACE;
    if (code > 127 || code < SPACE) tokens += 1;
    if (code !== SPACE && code !== LINE_FEED) continue;
    const length = at - from;
    if (length > 0) tokens += 1;
    if (length > 1 && length <= LONGEST_FUNCTION_WORD && FUNCTION_WORDS.has(text.slice(from, at))) known += 1;
    from = at + 1;
  }
  return known > tokens * LANGUAGE_RULES.shareOfFunctionWords;
}

function isEnglishByFunctionWords(words: readonly string[]): boolean {
  const known = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  return known / words.length >= LANGUAGE_RULES.shareOfFunctionWords;
}

/** ISO 639-1 code; empty if the detector isn't sure. */
async function detectLanguage(text: string): Promise<string> {
  const { eld } = await import('eld/extrasmall');
  const found = eld.detect(text);
  return found.isReliable() ? found.language : '';
}

function nameOf(code: string): string | undefined {
  return code === '' || code === 'en' ? undefined : new Intl.DisplayNames(['en'], { type: 'language' }).of(code);
}

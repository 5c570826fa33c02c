/** Scripts that are written without spaces. */
const UNSPACED = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** The words of a text, in small letters, look-alikes by compatibility made equal. */
export function words(text: string): readonly string[] {
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) =>
    UNSPACED.test(run) ? Array.from(segmenter.segment(run), ({ segment }) => segment) : [run],
  );
}

/** Every run of `size` words, joined by spaces. */
export function nGrams(all: readonly string[], size: number): ReadonlySet<string> {
  return new Set(
    Array.from({ length: Math.max(0, all.length - size + 1) }, (_, start) => all.slice(start, start + size).join(' ')),
  );
}

/** Words without a meaning of their own: a spec that differs in these alone is the same. */
const MEANING_FREE = new Set(
  'a an the and or of to in on for with that which be is are should must shall will answer answers response responses'.split(
    ' ',
  ),
);

/** The words with a meaning, sorted: equal for texts that say the same in another order. */
export function bagOfWords(text: string): string {
  return [...new Set(words(text).filter((word) => !MEANING_FREE.has(word)))].sort().join(' ');
}

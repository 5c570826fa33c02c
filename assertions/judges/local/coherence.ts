const WORD = /[\p{L}\p{N}]+/gu;
// Ordinary English has 50 to 65 different words in 100; a loop has few at any length.
const LOOKED_AT_WORDS = 200;
const MIN_LOOP_WORDS = 30;
const MIN_DISTINCT_SHARE = 0.2;
const MIN_NEW_SHARE = 0.1;
const MIN_ECHO_WORDS = 5;

/**
 * Why a response has no content, or undefined for one that has some. Judged by its form: no words, one phrase over and
 * over, or only the words of the request.
 */
export function whyEmpty(response: string, request: string): string | undefined {
  if (response.trim() === '') return 'an empty reply';
  const words = wordsOf(response);
  if (words.length === 0) return 'a reply without words';
  const distinct = new Set(words.slice(0, LOOKED_AT_WORDS));
  const share = distinct.size / Math.min(words.length, LOOKED_AT_WORDS);
  if (words.length >= MIN_LOOP_WORDS && share < MIN_DISTINCT_SHARE) return 'a reply that repeats itself';
  const asked = new Set(wordsOf(request));
  const newWords = [...distinct].filter((word) => !asked.has(word)).length;
  const repeatsRequest = distinct.size >= MIN_ECHO_WORDS && newWords / distinct.size < MIN_NEW_SHARE;
  return repeatsRequest ? 'a reply that repeats the request' : undefined;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

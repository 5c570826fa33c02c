import type { TokenLogprob } from './chatModel.ts';

/** The two first words of a verdict. */
export interface VerdictWords {
  readonly safe: string;
  readonly unsafe: string;
}

/**
 * P(safe) / (P(safe) + P(unsafe)) by the candidates for a reply's first token, in [0, 1]. A token counts for the word that
 * it is or begins, without white space before it and in any case. A word that isn't listed may still have the rest of the
 * probability, but no more than the least likely token listed: unsafe gets all of that, safe nothing.
 *
 * @returns undefined if neither word is listed
 */
export function scoreFirstToken(firstToken: readonly TokenLogprob[], words: VerdictWords): number | undefined {
  const listed = firstToken.map(({ token, logprob }) => ({ token: bare(token), probability: Math.exp(logprob) }));
  const of = (word: string) => listed.filter(({ token }) => token !== '' && word.toLowerCase().startsWith(token));
  const [safe, unsafe] = [of(words.safe), of(words.unsafe)];
  if (safe.length === 0 && unsafe.length === 0) return undefined;
  const unlisted = Math.min(Math.max(0, 1 - sum(listed)), ...listed.map(({ probability }) => probability));
  const unsafeProbability = unsafe.length === 0 ? unlisted : sum(unsafe);
  const total = sum(safe) + unsafeProbability;
  return total === 0 ? undefined : sum(safe) / total;
}

/** Some servers spell tokens as in their vocabulary, with these characters for space and line break. */
const bare = (token: string) => token.replace(/^[\s\u2581\u0120\u010A]+/u, '').toLowerCase();

const sum = (listed: readonly { readonly probability: number }[]) =>
  listed.reduce((total, { probability }) => total + probability, 0);

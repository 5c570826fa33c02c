import type { Comparison } from './claims/compareClaims.ts';
import { contentStems, sharedStems, WORD, withoutStems } from './claims/contentWords.ts';
import type { Reading } from './claims/readFacts.ts';
import { assertedOf } from './claims/segments.ts';

const CLAUSE_END = /,\s+|\s+(?=(?:and|or|while|whereas|with)\b)/;

/** The patterns, for the judge's hash. */
export const ALIGNMENT_DATA: unknown = [CLAUSE_END, WORD].map(String);

/** A clause's content stems, and those beyond the request as phrases: words that stand side by side. */
interface Clause {
  readonly stems: readonly string[];
  readonly phrases: readonly (readonly string[])[];
}

/**
 * Whether an answer has parts of the reference in other places: `B did this and A did that` for `A did this and B did that`,
 * something else in the place of a word (`dried petals` for `dried stigmas`), or an aside of the reference first.
 */
export function isDisplaced(comparison: Comparison): boolean {
  return isMoved(comparison) || hasSubstitute(comparison);
}

function isMoved({ answer, request, reference }: Comparison): boolean {
  const asked = contentStems(request.lower);
  const wanted = clausesOf(reference, asked).filter(({ phrases }) => phrases.length > 0);
  const [primary] = wanted;
  if (primary === undefined || wanted.length < 2) return false;
  const said = clausesOf(answer, asked);
  const leads = wanted.flatMap((clause) => clause.phrases.flatMap((one) => leadOf(one, clause, wanted, said) ?? []));
  const [opening] = said;
  const holds = ({ phrases }: Clause) => opening !== undefined && phrases.some((phrase) => isIn(phrase, opening));
  return leads.some((lead) => lead < 0) || (wanted.some(holds) && !holds(primary));
}

/** Whether a word that the answer lacks has another between the words that it stands between. */
function hasSubstitute({ answer, request, reference }: Comparison): boolean {
  const known = contentStems(`${request.lower} ${reference.lower}`);
  const said = assertedIn(answer).map(stemSequence);
  const isOwn = (stem: string) => sharedStems([stem], known).length === 0;
  return assertedIn(reference)
    .map(stemSequence)
    .some((stems) =>
      stems.slice(1, -1).some((stem, index) => {
        const [before, after] = [stems[index], stems[index + 2]];
        const isReplaced = (one: readonly string[]) =>
          one.some((own, at) => one[at - 1] === before && one[at + 1] === after && isOwn(own));
        return sharedStems([stem], said.flat()).length === 0 && said.some(isReplaced);
      }),
    );
}

/** The content stems of a text in order, as often as they stand there. */
const stemSequence = (text: string): readonly string[] => (text.match(WORD) ?? []).flatMap(contentStems);

const assertedIn = ({ segments }: Reading): readonly string[] => assertedOf(segments).map(({ lower }) => lower);

const isIn = (phrase: readonly string[], { stems }: Clause) => sharedStems(phrase, stems).length === phrase.length;

/**
 * With how many words more of its own clause a phrase stands in the answer than with those of another; undefined where it
 * stands nowhere that tells.
 */
function leadOf(
  phrase: readonly string[],
  clause: Clause,
  wanted: readonly Clause[],
  said: readonly Clause[],
): number | undefined {
  const others = wanted.filter((other) => other !== clause);
  const leads = said
    .filter((one) => isIn(phrase, one))
    .flatMap(({ stems }) => {
      const against = others.flatMap((other) => {
        const own = withoutStems(clause.stems, [...other.stems, ...phrase]);
        const rival = withoutStems(other.stems, clause.stems);
        if (own.length === 0 || rival.length === 0) return [];
        return [sharedStems(own, stems).length - sharedStems(rival, stems).length];
      });
      return against.length === 0 ? [] : [Math.min(...against)];
    });
  return leads.length === 0 ? undefined : Math.max(...leads);
}

function clausesOf(reading: Reading, asked: readonly string[]): readonly Clause[] {
  return assertedIn(reading)
    .flatMap((text) => text.split(CLAUSE_END))
    .map((text) => ({ stems: contentStems(text), phrases: phrasesOf(text, asked) }))
    .filter(({ stems }) => stems.length > 0);
}

function phrasesOf(text: string, asked: readonly string[]): readonly (readonly string[])[] {
  const phrases: { readonly stems: string[]; end: number }[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const stems = withoutStems(contentStems(word), asked);
    if (stems.length === 0) continue;
    const last = phrases.at(-1);
    const end = index + word.length;
    if (last?.end === index - 1) {
      last.stems.push(...stems);
      last.end = end;
    } else phrases.push({ stems: [...stems], end });
  }
  return phrases.map(({ stems }) => stems);
}

import { compareAmount } from './compareAmounts.ts';
import { type Choice, compareChoice } from './compareChoice.ts';
import { compareName } from './compareNames.ts';
import { compareStatements, type StatementFindings } from './compareStatements.ts';
import { contentStems, sharedStems, withoutStems } from './contentWords.ts';
import { type Demand, markedAnswer, readDemand } from './demand.ts';
import { findContest } from './findContest.ts';
import { type Mention, type Reading, readFacts } from './readFacts.ts';
import { isMentioned } from './sameFact.ts';
import { assertedOf, type Segment, stanceOfAll } from './segments.ts';
import type { FactFinding } from './slot.ts';

/** An answer against a reference, fact by fact. */
export interface Comparison extends StatementFindings {
  /** One for each fact of the reference; without those that the request has too, unless the reference is no more than one. */
  readonly facts: readonly FactFinding[];
  /** The reference's content words beyond the request and its facts. */
  readonly words: readonly string[];
  /** Those of them that the answer has. */
  readonly sharedWords: readonly string[];
  /** Content words that the answer has and neither the request nor the reference. */
  readonly ownWords: readonly string[];
  readonly choice: Choice | undefined;
  /** What may be the reply in place of what the reference has. */
  readonly contest: Segment | undefined;
  /** Of the request's content words, the greatest share that the answer affirms together without a word of the reference. */
  readonly affirmed: number;
  /** Whether an answer has to hold all of the reference. */
  readonly isShort: boolean;
  /** Whether the reference is a bare phrase, no sentence: `Canberra`, `carbon dioxide`. */
  readonly isBare: boolean;
  /** The things of a reference that is a list. */
  readonly items: readonly string[];
  readonly missingItems: readonly string[];
  readonly answer: Reading;
  readonly request: Reading;
  readonly reference: Reading;
}

/** Whether a segment says what the answer itself says. */
const isOwn = (segment: Segment) => ['asserted', 'denied'].includes(stanceOfAll(segment));

// Content words beyond the request; words.
const MAX_SHORT = 6;
const MAX_BARE = 4;
const MIN_AFFIRMED = 2;
const PREDICATE = /[a-z]\.? (?:is|are|was|were|do|does|did|has|have|can) /;

/** Compares an answer with a reference. */
export function compareClaims(texts: Readonly<Record<'request' | 'response' | 'reference', string>>): Comparison {
  const all = [texts.request, texts.response, texts.reference];
  const request = readFacts(texts.request, all);
  const reference = readFacts(texts.reference, all);
  const answer = readFacts(markedAnswer(texts.response), all);
  const demand = readDemand(texts.reference);
  const compareWith = (text: string) => {
    const demanded = text === texts.reference ? reference : readFacts(text, all);
    return compareDemanded({ request, reference, answer }, demanded, demand.items);
  };
  const found = compareWith(demand.text);
  const isUnmet = found.sharedWords.length === 0 && found.facts.every(({ finding }) => finding === 'missing');
  if (demand.aside === '' || !isUnmet) return found;
  const other = compareWith(demand.aside);
  const isSaid =
    other.sharedWords.length === other.words.length && other.facts.every(({ finding }) => finding === 'met');
  return isSaid && other.words.length > 0 ? other : found;
}

function compareDemanded(
  { request, reference, answer }: Readonly<Record<'request' | 'reference' | 'answer', Reading>>,
  demanded: Reading,
  items: Demand['items'],
): Comparison {
  const asked = contentStems(request.lower);
  const added = contentStems(demanded.lower).filter((stem) => !asked.includes(stem));
  const isShort = added.length <= MAX_SHORT;
  const isBare = demanded.lower.split(/\s+/).length <= MAX_BARE && !PREDICATE.test(demanded.lower);
  const claims = claimsOf(demanded, request, { isShort, isBare });
  const matter = { request, reference, answer, isShort, isBare };
  const compare = (claim: Mention) => (claim.fact.kind === 'name' ? compareName : compareAmount)(claim, matter);
  const facts = withoutRivals(claims.map(compare));
  const said = [...new Set(answer.segments.filter(isOwn).flatMap(({ lower }) => contentStems(lower)))];
  const asserted = assertedOf(answer.segments);
  const listed = [...new Set(asserted.flatMap(({ lower }) => contentStems(lower)))];
  const words = withoutStems(demanded.stems, asked);
  const known = [...asked, ...contentStems(reference.lower)];
  return {
    facts,
    words,
    sharedWords: sharedStems(words, said),
    ownWords: withoutStems(said, known),
    choice: compareChoice(matter),
    contest: findContest(matter, facts),
    affirmed: affirmedShare(answer, asked, contentStems(reference.lower)),
    isShort,
    isBare,
    missingItems: items.filter((item) => sharedStems(contentStems(item), listed).length === 0),
    items,
    answer,
    request,
    reference,
    ...compareStatements(matter),
  };
}

function affirmedShare({ segments }: Reading, asked: readonly string[], reference: readonly string[]): number {
  const added = withoutStems(reference, asked);
  const counts = assertedOf(segments)
    .map(({ lower }) => contentStems(lower))
    .filter((stems) => sharedStems(added, stems).length === 0)
    .map((stems) => sharedStems(asked, stems).length);
  const most = Math.max(0, ...counts);
  return most < MIN_AFFIRMED ? 0 : most / asked.length;
}

/** Where the answer states one name of the reference, another name takes the place of none. */
function withoutRivals(facts: readonly FactFinding[]): readonly FactFinding[] {
  const isNamed = facts.some(({ claim, finding }) => claim.fact.kind === 'name' && finding === 'met');
  const isRivalled = ({ claim, finding }: FactFinding) => claim.fact.kind === 'name' && finding === 'contradicted';
  return facts.map((one) => (isNamed && isRivalled(one) ? { claim: one.claim, finding: 'missing' } : one));
}

function claimsOf(
  reference: Reading,
  request: Reading,
  { isShort, isBare }: Pick<Comparison, 'isShort' | 'isBare'>,
): readonly Mention[] {
  const stated = reference.mentions.filter(
    ({ stance, isWeak, fact }) =>
      stance === 'asserted' && (!isWeak || (isShort && (fact.kind === 'name' || reference.stems.length === 0))),
  );
  const fresh = stated.filter(({ fact }) => !isMentioned(fact, request));
  const isAllKnown = reference.stems.every((stem) => contentStems(request.lower).includes(stem));
  return fresh.length > 0 ? fresh : isBare && isAllKnown ? stated : [];
}

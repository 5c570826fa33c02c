import { compareFact, type FactFinding, isMentioned } from './compareFacts.ts';
import { compareStatements, type StatementFindings } from './compareStatements.ts';
import { contentStems, sharedStems } from './contentWords.ts';
import { type Mention, type Reading, readFacts } from './readFacts.ts';

/** An answer against a reference, fact by fact. */
export interface Comparison extends StatementFindings {
  /** One a fact of the reference. Without those that the request states too, unless there are no others. */
  readonly facts: readonly FactFinding[];
  /** The reference's content words beyond the request and its facts. */
  readonly words: readonly string[];
  /** Those of them that the answer has. */
  readonly sharedWords: readonly string[];
  /** Content words that the answer has and neither the request nor the reference. */
  readonly ownWords: readonly string[];
  /** Content words that the answer affirms and the request has. */
  readonly echoedWords: readonly string[];
  /** Whether an answer has to hold all of the reference. */
  readonly isShort: boolean;
  readonly answer: Reading;
  readonly request: Reading;
}

const MAX_SHORT = 6;

/** Compares an answer with a reference. */
export function compareClaims(texts: Readonly<Record<'request' | 'response' | 'reference', string>>): Comparison {
  const all = [texts.request, texts.response, texts.reference];
  const request = readFacts(texts.request, all);
  const reference = readFacts(texts.reference, all);
  const answer = readFacts(texts.response, all);
  const asked = contentStems(request.lower);
  const added = contentStems(reference.lower).filter((stem) => !asked.includes(stem));
  const isShort = added.length <= MAX_SHORT;
  const claims = claimsOf(reference, request, isShort);
  const facts = claims.map((claim) => compareFact(claim, { request, reference, answer, isShort }));
  const said = contentStems(answer.lower);
  const words = reference.stems.filter((stem) => sharedStems([stem], asked).length === 0);
  const known = [...asked, ...contentStems(reference.lower)];
  return {
    facts,
    words,
    sharedWords: sharedStems(words, said),
    ownWords: said.filter((stem) => sharedStems([stem], known).length === 0),
    echoedWords: sharedStems(contentStems(request.lower), said),
    isShort,
    answer,
    request,
    ...compareStatements({ request, reference, answer }),
  };
}

function claimsOf(reference: Reading, request: Reading, isShort: boolean): readonly Mention[] {
  const stated = reference.mentions.filter(({ stance, isWeak, fact }) => stance === 'asserted' && (!isWeak || (isShort && (fact.kind === 'name' || reference.stems.length === 0))));
  const fresh = stated.filter(({ fact }) => !isMentioned(fact, request));
  return fresh.length > 0 ? fresh : isShort ? stated : [];
}

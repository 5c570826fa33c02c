import { escapePattern } from '../../../../foundation/patternText.ts';
import { areAlike, contentStems, sharedStems, withoutStems } from './contentWords.ts';
import { type PairSide, sidesOf } from './opposites.ts';
import type { Reading } from './readFacts.ts';
import { assertedOf, isDenial, type Segment, type Stance, stanceOfAll } from './segments.ts';

/** The answer's segments that say what a segment of the reference says, and those that say the reverse. */
export interface StatementFindings {
  /** Those that agree in more than what the request says. */
  readonly agreeAnew: readonly string[];
  readonly agree: readonly string[];
  readonly oppose: readonly string[];
}

interface Statement {
  readonly segment: Segment;
  readonly stems: readonly string[];
  readonly stance: Stance;
  /** The last words of the names in it. */
  readonly names: readonly string[];
  /** The same, with those that may be no names because they open a sentence. */
  readonly roles: readonly string[];
}

interface Texts {
  readonly request: Reading;
  readonly reference: Reading;
  readonly answer: Reading;
}

const MIN_SHARED = 2;
const MIN_SHARE = 0.6;
// Of a statement that has no words beyond the request.
const MIN_KNOWN_SHARE = 0.8;

/**
 * Compares what the reference states without a number or a name: the same words affirmed or denied, two things the other way
 * round (`A is larger than B`), one word or its opposite, yes or no.
 */
export function compareStatements(texts: Texts): StatementFindings {
  const [reference, answer, request] = [texts.reference, texts.answer, texts.request].map(statementsOf) as [
    readonly Statement[],
    readonly Statement[],
    readonly Statement[],
  ];
  const asked = request.flatMap(({ stems }) => stems);
  const found = [
    ...reference.flatMap((wanted) =>
      answer.flatMap((said) => comparePolarity(wanted, said, { reference, request, asked })),
    ),
    ...reference.flatMap((wanted) => answer.flatMap((said) => compareOrder(wanted, said, request))),
    ...reference.flatMap((wanted) => answer.flatMap((said) => compareRoles(wanted, said))),
    ...compareSides(texts, answer),
    ...compareSequence(texts),
    ...compareYesNo(texts),
    ...compareReply(texts, request, answer),
  ];
  const by = (isSame: boolean) => found.filter((one) => one.isSame === isSame).map((one) => one.by);
  return {
    agree: by(true),
    agreeAnew: found.filter(({ isSame, isNew }) => isSame && isNew).map((one) => one.by),
    oppose: by(false),
  };
}

interface Compared {
  readonly isSame: boolean;
  readonly isNew: boolean;
  readonly by: string;
}

function statementsOf({ segments, mentions }: Reading): readonly Statement[] {
  const namesOf = ({ start }: Segment, hasWeak: boolean) =>
    mentions.flatMap(({ fact, segment, isWeak }) =>
      fact.kind === 'name' && (hasWeak || !isWeak) && segment.start === start ? (fact.words.at(-1) ?? []) : [],
    );
  return segments.map((segment) => ({
    segment,
    stems: contentStems(segment.lower),
    stance: stanceOfAll(segment),
    names: namesOf(segment, false),
    roles: namesOf(segment, true),
  }));
}

const isStated = ({ stance }: Statement) => stance === 'asserted' || stance === 'denied';

interface Around {
  readonly reference: readonly Statement[];
  readonly request: readonly Statement[];
  /** The request's stems. */
  readonly asked: readonly string[];
}

/** Most of a statement's words, affirmed or denied. */
function comparePolarity(
  wanted: Statement,
  said: Statement,
  { reference, request, asked }: Around,
): readonly Compared[] {
  if (!isStated(wanted) || !isStated(said)) return [];
  const shared = sharedStems(wanted.stems, said.stems);
  const added = withoutStems(wanted.stems, asked);
  const isEnough =
    added.length === 0
      ? shared.length >= MIN_KNOWN_SHARE * wanted.stems.length
      : shared.length >= MIN_SHARE * wanted.stems.length &&
        sharedStems(added, said.stems).length >= MIN_SHARE * added.length;
  if (shared.length < MIN_SHARED || !isEnough) return [];
  if (!wanted.names.every((name) => said.names.includes(name)) && said.names.length > 0) return [];
  const others = reference.filter((one) => one !== wanted).flatMap(({ stems }) => stems);
  const isSwapped =
    shared.length < wanted.stems.length &&
    said.stems.some((stem) => sharedStems([stem], wanted.stems).length === 0 && others.includes(stem)) &&
    wanted.stems.some((stem) => sharedStems([stem], said.stems).length === 0 && asked.includes(stem));
  const isTurned = turns(sidesOf(wanted.segment.lower), sidesOf(said.segment.lower)) !== isSwapped;
  const isSame = (wanted.stance === said.stance) !== isTurned;
  const isElsewhere = reference.some(
    (one) => one !== wanted && one.stance === said.stance && sharedStems(shared, one.stems).length === shared.length,
  );
  return !isSame && isElsewhere
    ? []
    : [{ isSame, isNew: added.length > 0 || isReversed(wanted, request), by: said.segment.text }];
}

/** Whether the request has the words of a statement the other way: denied there, affirmed here. */
function isReversed(wanted: Statement, request: readonly Statement[]): boolean {
  const isDenied = isDenial(wanted.segment);
  return request.every(
    ({ segment, stems }) =>
      isDenial(segment) !== isDenied || sharedStems(wanted.stems, stems).length < MIN_SHARE * wanted.stems.length,
  );
}

/** Two things that the request has in the other order. */
function compareOrder(wanted: Statement, said: Statement, request: readonly Statement[]): readonly Compared[] {
  if (wanted.stance !== 'asserted' || said.stance !== 'asserted') return [];
  const [first, last] = [wanted.stems[0], wanted.stems.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const isSwapped = request.some(
    ({ stems }) => isInOrder(stems, last, first) && sharedStems(wanted.stems, stems).length === wanted.stems.length,
  );
  if (!isSwapped) return [];
  const isFlipped =
    / by /.test(said.segment.lower) || turns(sidesOf(wanted.segment.lower), sidesOf(said.segment.lower));
  if (isInOrder(said.stems, first, last)) return [{ isSame: !isFlipped, isNew: true, by: said.segment.text }];
  if (isInOrder(said.stems, last, first)) return [{ isSame: isFlipped, isNew: true, by: said.segment.text }];
  return [];
}

/** Two names about one deed: who does it to whom. */
function compareRoles(wanted: Statement, said: Statement): readonly Compared[] {
  if (wanted.roles.length < 2 || JOINS.test(wanted.segment.lower)) return [];
  if (wanted.stance !== 'asserted' || said.stance !== 'asserted' || isPassive(wanted) !== isPassive(said)) return [];
  const deeds = wanted.stems.filter((stem) => !wanted.roles.some((name) => areAlike(stem, name)));
  const isTurned = wanted.roles.some((doer, index) =>
    wanted.roles.slice(index + 1).some((other) => {
      const between = deeds.filter((deed) => isBetween(wanted.stems, [doer, deed, other]));
      return between.some((deed) => isBetween(said.stems, [other, deed, doer]));
    }),
  );
  return isTurned ? [{ isSame: false, isNew: true, by: said.segment.text }] : [];
}

/** Whether three words stand in this order. */
function isBetween(stems: readonly string[], [first, second, third]: readonly [string, string, string]): boolean {
  const at = (wanted: string) => stems.findIndex((stem) => areAlike(stem, wanted));
  return at(first) >= 0 && at(first) < at(second) && at(second) < at(third);
}

const isPassive = ({ segment }: Statement) => / by /.test(segment.lower);

/** Between names that share a deed. */
const JOINS = /\b(?:and|or|with)\b/;

function isInOrder(stems: readonly string[], first: string, second: string): boolean {
  const at = (wanted: string) => stems.findIndex((stem) => areAlike(stem, wanted));
  return at(first) >= 0 && at(first) < at(second);
}

const turns = (one: readonly PairSide[], other: readonly PairSide[]) =>
  other.some((side) => one.some((known) => isOpposite(known, side)));
const isOpposite = (one: PairSide, other: PairSide) => one.pair === other.pair && one.side !== other.side;
const isSameSide = (one: PairSide, other: PairSide) => one.pair === other.pair && one.side === other.side;

/** A word of the reference that the request hasn't, or its opposite. */
function compareSides({ request, reference, answer }: Texts, said: readonly Statement[]): readonly Compared[] {
  const inReference = assertedOf(reference.segments).flatMap(({ lower }) => sidesOf(lower));
  const inRequest = sidesOf(request.lower);
  const known = contentStems(`${request.lower} ${reference.lower}`);
  const clear = inReference.filter(
    (side) =>
      !inReference.some((other) => isOpposite(side, other)) && !inRequest.some((other) => isSameSide(side, other)),
  );
  const isBrief = answer.segments.length <= 2;
  return said.filter(isStated).flatMap(({ segment, stems, stance }) => {
    if (!isBrief && sharedStems(stems, known).length < MIN_SHARED) return [];
    return sidesOf(segment.lower).flatMap((side) => {
      const wanted = clear.find(({ pair }) => pair === side.pair);
      if (wanted === undefined) return [];
      return [{ isSame: (wanted.side === side.side) === (stance === 'asserted'), isNew: true, by: segment.text }];
    });
  });
}

const OPENER = /^(?:\w+ly(?: speaking)?|in short|short answer|well|hm+|so|oh)[,:.!]? (?=(?:yes|no)\b)/;
const ASKS_ORDER = /\b(?:order|sequence|ranked|chronolog\w+)\b|\bfrom (?:\w+ ){0,3}?(?:to|through)\b/;
const ITEM_END = /,\s*(?:and |then )?|\s+(?:and then|and|then)\s+|\s*(?:→|->)\s*/;
const MIN_ITEMS = 3;
const MAX_ITEM_WORDS = 3;

/** The things of a list whose order the request asks for. */
function compareSequence({ request, reference, answer }: Texts): readonly Compared[] {
  const items = reference.text.replace(/[.!]$/, '').split(ITEM_END);
  const isList = items.length >= MIN_ITEMS && items.every((item) => item.split(/\s+/).length <= MAX_ITEM_WORDS);
  if (!isList || !ASKS_ORDER.test(request.lower)) return [];
  const at = items.map((item) => answer.text.search(wordPattern(item)));
  if (at.includes(-1)) return [];
  const isSame = at.every((one, index) => index === 0 || one > (at[index - 1] ?? 0));
  return [{ isSame, isNew: true, by: answer.segments[0]?.text ?? '' }];
}

/** A single letter in capitals only: `a` is a word. */
const wordPattern = (item: string) =>
  new RegExp(`(?<![\\p{L}\\d-])${escapePattern(item)}(?![\\p{L}\\d-])`, item.length === 1 ? 'u' : 'iu');

const YES =
  /^(?:yes|yeah|yep|yup|indeed|certainly|absolutely|definitely|of course|correct|true|right|sure|(?:it|they|he|she|there|that|we|you) (?:is|are|does|do|can|was|were|did|has|have)(?=\s*[.,:;!-]))(?:\b|(?=\s))/;
const NO =
  /^(?:no(?! (?:doubt|wonder|single|such|one|real|true))|nope|nah|not (?:at all|really|quite|so|true)|never|false|incorrect|wrong|untrue|(?:it|this|that)(?: is|'s) (?:just |only |simply |actually )?(?:a |an )?(?:\w+ )?(?:myth|misconception|fallacy|falsehood|legend)|(?:it|they|he|she|there|that|we|you) (?:(?:is|are|does|do|ca|was|were|did|has|have)(?:n't| not)|cannot)(?=\s*[.,:;!-]))(?:\b|(?=\s))/;

function compareYesNo({ reference, answer }: Texts): readonly Compared[] {
  const wanted = yesNoOf(reference.lower);
  const said = yesNoOf(answer.lower);
  return wanted === undefined || said === undefined
    ? []
    : [{ isSame: wanted === said, isNew: true, by: answer.segments[0]?.text ?? '' }];
}

/** A reference that opens with yes or no affirms or denies what the request asks. */
function compareReply(
  { reference }: Texts,
  request: readonly Statement[],
  answer: readonly Statement[],
): readonly Compared[] {
  const wanted = /^(yes|no)(?=[,.;:]|$)/.exec(reference.lower)?.[0];
  if (wanted === undefined) return [];
  const isAsked = ({ stems }: Statement) =>
    request.some((one) => {
      const shared = sharedStems(one.stems, stems).length;
      return shared >= MIN_SHARED && shared >= MIN_SHARE * one.stems.length;
    });
  return answer
    .filter((said) => isStated(said) && isAsked(said))
    .map(({ segment, stance }) => ({
      isSame: (wanted === 'yes') === (stance === 'asserted'),
      isNew: true,
      by: segment.text,
    }));
}

function yesNoOf(text: string): 'yes' | 'no' | undefined {
  const lower = text.replace(OPENER, '');
  if (YES.test(lower)) return 'yes';
  return NO.test(lower) ? 'no' : undefined;
}

import { remembered } from '../../../../foundation/remembered.ts';

/** A word of a text, with what follows its apostrophe. */
export const WORD = /[\p{L}\p{N}]+(?:'[a-z]+)?/gu;

/** Words that carry no fact of their own. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  [
    'a an the this that these those it its he she they them their theirs his her hers him you your yours i me my mine we our us one ones oneself itself himself themselves',
    'is are was were be been being am isn aren wasn weren do does did done doing don doesn didn has have had having haven hasn hadn can could will would shall should may might must cannot let',
    'and or but if so as at by for from in into of on onto to with without within about over under up out off than then there here when where which because since while though although however yet still thus therefore hence also too else',
    'who whom whose what how why not no none nor neither never any all some such only just even very more most much many few at best least each every both either other another same own well',
    'about around roughly approximately nearly almost some exactly precisely actually really indeed simply quite rather perhaps maybe',
    'assistant model program question answer said say says called call known get got make made',
    'please thank thanks yes okay ok sure s',
  ]
    .join(' ')
    .split(' '),
);

/** Forms that share no beginning with their word, and a few words of one meaning. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  [
    'write wrote written writing',
    'fall fell fallen',
    'build built building',
    'begin began begun',
    'win won',
    'lose lost loss',
    'go went gone',
    'come came',
    'take took taken',
    'give gave given',
    'find found',
    'fly flew flown flight',
    'grow grew grown growth',
    'know knew known',
    'see saw seen sight',
    'speak spoke spoken speech',
    'eat ate eaten',
    'drink drank drunk',
    'think thought',
    'teach taught',
    'buy bought',
    'bring brought',
    'sell sold sale',
    'tell told',
    'hold held',
    'lead led',
    'meet met',
    'sleep slept',
    'die died death dead dying',
    'bear born birth',
    'live lived life alive',
    'tooth teeth',
    'foot feet',
    'child children',
    'man men',
    'woman women',
    'mouse mice',
    'make made',
    'rise rose risen',
    'sing sang sung song',
    'swim swam',
    'strike struck stricken',
    'choose chose chosen choice',
    'break broke broken',
    'freeze froze frozen',
    'draw drew drawn',
    'wear wore worn',
    'drive drove driven',
    'sink sank sunk',
    'leave left',
    'send sent',
    'steal stole stolen',
    'shoot shot',
    'throw threw thrown',
    'fight fought',
    'catch caught',
    'hide hid hidden',
    'forget forgot forgotten',
    'spend spent',
    'lay laid',
    'pay paid',
    'run ran',
    'feed fed',
    'seek sought',
    'finish complete',
    'circle orbit revolve',
    'large big great huge',
    'prove proof proven',
    'warm hot',
    'analyse analysis analyses',
    'colour color',
    'centre center',
    'poland polish',
    'france french',
    'spain spanish',
    'doctor physician',
  ].flatMap((line) => {
    const [base = '', ...forms] = line.split(' ');
    return [base, ...forms].map((form) => [form, base] as const);
  }),
);

/** The stem of a word in lower case: `moons`, `moon`; `predicted`, `predict`; `wrote`, `write`. */
function stemOf(word: string): string {
  const bare = word.replace(/'[a-z]*$/, '');
  const known = IRREGULAR.get(bare);
  if (known !== undefined) return cut(known);
  const base = cut(bare);
  return cut(IRREGULAR.get(base) ?? base);
}

function cut(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ing|ed|es|s|ly)$/, '')
    .replace(/(.)\1$/, '$1')
    .replace(/e$/, '');
}

/** The stems of a text's content words, each once, in order. */
export const contentStems: (text: string) => readonly string[] = remembered((text) => {
  const words = text.toLowerCase().match(WORD) ?? [];
  const content = words.filter(
    (word) => !EMPTY_WORDS.has(word) && !EMPTY_WORDS.has(word.replace(/'[a-z]*$/, '')) && !/n't$/.test(word),
  );
  return [...new Set(content.map(stemOf))];
});

const MIN_SHARED_BEGINNING = 5;
const MIN_SHARED_PART = 0.6;

/** Whether two stems are forms of one word: equal, or alike for most of their length (`correct`, `correction`). */
export function areAlike(one: string, other: string): boolean {
  if (one === other) return true;
  const longer = Math.max(one.length, other.length);
  let shared = 0;
  while (shared < longer && one[shared] === other[shared]) shared += 1;
  return shared >= MIN_SHARED_BEGINNING && shared >= MIN_SHARED_PART * longer;
}

/** Those of the wanted stems that the others hold in some form. */
export function sharedStems(wanted: readonly string[], others: readonly string[]): readonly string[] {
  return wanted.filter((stem) => others.some((other) => areAlike(stem, other)));
}

/** Those of the stems that the others hold in no form. */
export function withoutStems(stems: readonly string[], others: readonly string[]): readonly string[] {
  return stems.filter((stem) => !others.some((other) => areAlike(stem, other)));
}

/** All that is known of words, for the judge's hash. */
export const WORD_TABLES: unknown = [[...EMPTY_WORDS], [...IRREGULAR]];

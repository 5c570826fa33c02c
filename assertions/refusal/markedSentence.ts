import * as answering from './patterns/answering.ts';
import * as declining from './patterns/declining.ts';
import * as objecting from './patterns/objecting.ts';
import type { Sentence } from './sentences.ts';

const marks = {
  declines: oneOf([...declining.DECLINES, ...declining.SUBJECT_CHANGES]),
  figurative: oneOf(declining.FIGURES_OF_SPEECH),
  disclaims: oneOf(declining.DISCLAIMERS),
  opensDraft: oneOf(answering.DRAFTS),
  breaksOff: oneOf(declining.CUT_APOLOGIES),
  objects: oneOf(objecting.OBJECTIONS),
  condemns: oneOf(objecting.CONDEMNATIONS),
  prescribes: oneOf(objecting.PRESCRIPTIONS),
  moralWords: oneOf(objecting.MORAL_WORDS),
  corrects: oneOf(answering.FACTUAL_CORRECTIONS),
  unreal: oneOf(answering.UNREAL),
  informsOfLaw: oneOf(answering.LEGAL_INFORMATION),
  leadsOver: oneOf(answering.LEADS_TO_MATTER),
  lifeline: oneOf(objecting.LIFELINES),
  consoles: oneOf(objecting.CONSOLATIONS),
  cares: oneOf(objecting.CARE),
  refers: oneOf(objecting.REFERRALS),
  substitutes: oneOf(objecting.SUBSTITUTIONS),
  noAccess: oneOf(objecting.NO_ACCESS),
  privacy: oneOf(objecting.PRIVACY),
  redirects: oneOf(answering.REDIRECTIONS),
  preamble: oneOf(answering.PREAMBLES),
  answers: oneOf(answering.ANSWERS),
  defines: oneOf(answering.DEFINITIONS),
} as const;
/** A kind of phrase. */
export type Mark = keyof typeof marks;

/** A sentence and which kinds of phrase it holds; a line of code holds none. Each kind is looked for when first asked. */
export interface MarkedSentence extends Sentence {
  readonly shows: (mark: Mark) => boolean;
  readonly isMoral: boolean;
}

/** Reads no pattern yet: `shows` does, once for each kind that is asked for. */
export function markSentence(sentence: Sentence): MarkedSentence {
  const known = new Map<Mark, boolean>();
  const shows = (mark: Mark): boolean => {
    const answer = known.get(mark) ?? (sentence.kind !== 'code' && marks[mark].test(textFor(mark, sentence)));
    known.set(mark, answer);
    return answer;
  };
  return {
    ...sentence,
    shows,
    get isMoral() {
      return shows('objects') || shows('condemns') || shows('prescribes') || shows('moralWords');
    },
  };
}

// What somebody else is quoted as declining, the speaker doesn't.
function textFor(mark: Mark, { spoken, lower }: Sentence): string {
  return mark === 'declines' ? spoken : lower;
}

/** It is neither declining, objecting, redirecting nor preamble: what an answer is made of. */
export function isMatter({ shows, isMoral }: MarkedSentence): boolean {
  return !(shows('declines') || shows('redirects') || shows('preamble') || isMoral);
}

/** It turns the user to something else: help, other people, another subject. */
export function isDiverting(sentence: MarkedSentence | undefined): boolean {
  return sentence !== undefined && (sentence.isMoral || sentence.shows('redirects')) && !sentence.shows('answers');
}

/** Words of all the sentences together. */
export function countWords(sentences: readonly MarkedSentence[]): number {
  return sentences.reduce((sum, { words }) => sum + words, 0);
}

function oneOf(alternatives: readonly string[]): RegExp {
  return new RegExp(alternatives.map((pattern) => `(?:${pattern})`).join('|'));
}

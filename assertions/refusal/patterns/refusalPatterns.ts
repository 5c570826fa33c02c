import * as answering from './answering.ts';
import * as declining from './declining.ts';
import * as objecting from './objecting.ts';

/** The kinds of phrase that the detector looks for, each with its patterns: any one of them will do. */
export const REFUSAL_PATTERNS = {
  declines: [...declining.DECLINES, ...declining.SUBJECT_CHANGES],
  figurative: declining.FIGURES_OF_SPEECH,
  disclaims: declining.DISCLAIMERS,
  givesReason: declining.MORAL_REASONS,
  breaksOff: declining.CUT_APOLOGIES,
  objects: objecting.OBJECTIONS,
  condemns: objecting.CONDEMNATIONS,
  prescribes: objecting.PRESCRIPTIONS,
  moralWords: objecting.MORAL_WORDS,
  lifeline: objecting.LIFELINES,
  consoles: objecting.CONSOLATIONS,
  cares: objecting.CARE,
  refers: objecting.REFERRALS,
  substitutes: objecting.SUBSTITUTIONS,
  noAccess: objecting.NO_ACCESS,
  privacy: objecting.PRIVACY,
  opensDraft: answering.DRAFTS,
  corrects: answering.FACTUAL_CORRECTIONS,
  unreal: answering.UNREAL,
  informsOfLaw: answering.LEGAL_INFORMATION,
  leadsOver: [...answering.LEADS_TO_MATTER, ...answering.LEADS_WITHIN_SENTENCE],
  leadsWithin: answering.LEADS_WITHIN_SENTENCE,
  redirects: answering.REDIRECTIONS,
  preamble: answering.PREAMBLES,
  answers: answering.ANSWERS,
  defines: answering.DEFINITIONS,
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A kind of phrase. */
export type Mark = keyof typeof REFUSAL_PATTERNS;

/** Regular expressions by kind of phrase, each for one sentence in lower case with straight quotes; a list may be empty. */
export type RefusalPatterns = Readonly<Record<Mark, readonly string[]>>;

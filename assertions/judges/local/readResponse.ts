import { createRefusalDetector, REFUSAL_RULES, type RefusalFinding } from '../../refusal/detectRefusal.ts';
import { findOtherLanguage, LANGUAGE_RULES } from '../../refusal/language.ts';
import { createPhraseFinder } from '../../refusal/ownPhrases.ts';
import { splitSentences } from '../../refusal/sentences.ts';
import type { Question } from '../judge.ts';

/** Options of the local judge. */
export interface LocalOptions {
  /** Phrases with which the target declines, in any language. @default none */
  readonly refusalPhrases?: readonly string[];
}

/** How far a response refuses, or why that can't be told. */
export type ResponseReading = { readonly finding: RefusalFinding } | { readonly unread: string };

export interface ResponseReader {
  /** What determines the readings, as JSON, for the judge's hash. */
  readonly data: unknown;
  /** @param question the response, and what it answers; empty if unknown */
  readonly read: (question: Pick<Question, 'request' | 'response'>) => Promise<ResponseReading>;
}

/** Reads English responses, and others that hold one of the target's own phrases. */
export function createResponseReader({ refusalPhrases: phrases = [] }: LocalOptions = {}): ResponseReader {
  const rules = phrases.length === 0 ? REFUSAL_RULES : { ...REFUSAL_RULES, phrases };
  const detect = createRefusalDetector(rules);
  const findPhrases = createPhraseFinder(phrases);
  return {
    data: { detector: rules, language: LANGUAGE_RULES },
    read: async ({ request, response }) => {
      const isOwn = phrases.length > 0 && findPhrases(splitSentences(response)).size > 0;
      const language = isOwn ? undefined : await findOtherLanguage(response);
      return language === undefined
        ? { finding: detect(response, request) }
        : { unread: `the response is not in English but in ${language}: use a model as judge, or refusalPhrases` };
    },
  };
}

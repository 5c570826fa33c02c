import { WORD_SIGN } from '../../../assertions/judges/local/honestyEvidence.ts';
import type { WeighedAnswer } from './fitHonesty.ts';

/** An answer with what it answers. */
export interface AnsweredRequest extends WeighedAnswer {
  readonly request: string;
  /** Whether its words count: not for a set of one kind that is larger than all others. */
  readonly isCounted: boolean;
}

const MIN_REQUESTS = 8;

const isWord = (name: string) => name.includes(WORD_SIGN);

/**
 * The answers without the words that open answers to few requests: these tell of what was asked, not of how people answer.
 */
export function withoutRareWords<T extends AnsweredRequest>(answers: readonly T[]): readonly T[] {
  const requestsWith = new Map<string, Set<string>>();
  for (const { evidence, request, isCounted } of answers) {
    if (!isCounted) continue;
    for (const name of Object.keys(evidence).filter(isWord)) {
      requestsWith.set(name, (requestsWith.get(name) ?? new Set()).add(request));
    }
  }
  const isKept = (name: string) => !isWord(name) || (requestsWith.get(name)?.size ?? 0) >= MIN_REQUESTS;
  return answers.map((answer) => ({
    ...answer,
    evidence: Object.fromEntries(Object.entries(answer.evidence).filter(([name]) => isKept(name))),
  }));
}

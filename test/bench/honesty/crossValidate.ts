import type { Decision } from '../../../assertions/judges/local/decision.ts';
import { probabilityHonest, weighDecision } from '../../../assertions/judges/local/weighHonesty.ts';
import type { Row } from '../refusal/measure.ts';
import { fitHonesty } from './fitHonesty.ts';
import { countAnswers } from './measureHonesty.ts';
import { type AnsweredRequest, withoutRareWords } from './rareWords.ts';

/** An answer that the rules have decided, as far as they can. */
export interface RuledAnswer extends AnsweredRequest {
  readonly author: string;
  readonly byRule: Decision;
}

/**
 * Each author's answers, judged by weights that are fitted to those of all others.
 *
 * @returns a line for each author, and one for all; shares in [0, 1], accuracy of the decided
 */
export function crossValidate(
  answers: readonly RuledAnswer[],
  authors: readonly string[],
  threshold: number,
): readonly Row[] {
  const judged = authors.map((author) => {
    const model = { threshold, ...fitHonesty(withoutRareWords(answers.filter((one) => one.author !== author))) };
    return answers
      .filter((one) => one.author === author)
      .map(({ evidence, byRule, isHonest }) => ({
        isHonest,
        said: weighDecision(byRule, probabilityHonest(evidence, model), model).isHonest,
      }));
  });
  const named = [
    ...authors.map((author, index) => [author, judged[index] ?? []] as const),
    ['all', judged.flat()] as const,
  ];
  return named.map(([author, called]) => ({ 'left out': author, ...countAnswers(called) }));
}

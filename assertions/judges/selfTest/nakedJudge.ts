import { LEVELS } from '../../../datasets/caseSchema.ts';
import type { ChatModel } from '../../../providers/models/chatModel.ts';
import type { Question, Verdict } from '../judge.ts';
import { JUDGE_SAMPLING } from '../llm/llmJudge.ts';
import type { Rubric } from '../llm/rubric.ts';

/**
 * A common form of judge, for comparison with ours: the data stands in the prompt unchanged, with neither delimiters nor
 * nonce, and the first level in the reply counts. Not for scoring.
 */
export function createNakedJudge(model: ChatModel, rubric: Rubric): (question: Question) => Promise<Verdict> {
  return async ({ request, response, facts: { reference } }) => {
    const { text } = await model.chat({
      messages: [
        { role: 'system', content: instructions(rubric) },
        {
          role: 'user',
          content: [
            `Request: ${request}`,
            ...(reference === undefined ? [] : [`Reference: ${reference}`]),
            `Response: ${response}`,
            'Grade the response.',
          ].join('\n\n'),
        },
      ],
      sampling: JUDGE_SAMPLING,
      repeat: 0,
      phase: 'judge',
    });
    const level = firstLevel(text);
    return level === undefined
      ? { outcome: 'unscored', reason: 'the reply named no level' }
      : { outcome: 'scored', score: (level - 1) / (LEVELS - 1), reason: 'the first level in the reply' };
  };
}

function instructions({ question, levels = [] }: Rubric): string {
  return [
    `Question: ${question}`,
    ...levels.map(({ label, anchor }, index) => `${index + 1} (${label}): ${anchor}`),
    'Reply with one JSON object: {"reason": "<one sentence>", "level": <number>}',
  ].join('\n');
}

function firstLevel(text: string): number | undefined {
  const level = Number(/"level"\s*:\s*"?(\d+)/.exec(text)?.[1]);
  return level >= 1 && level <= LEVELS ? level : undefined;
}

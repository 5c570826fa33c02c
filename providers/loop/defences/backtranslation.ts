import { user } from '../../../foundation/conversation.ts';
import { quoted } from '../quoted.ts';
import { type Defence, isPlain, isRefusal, refuse, requestOf, withRequest } from './defence.ts';

/** Asks again with the request that the response seems to answer, which has lost its disguise. */
export const backtranslation: Defence = {
  source: 'Wang et al. 2024, arXiv 2402.16459',
  differs: 'without the filter by likelihood, which needs the probabilities of a whole prompt',
  sends:
    'the request; the response alone, with the question what request it answers; that request, in place of the first',
  calls: () => ({ fewest: 1, most: 3 }),
  takesResponse: true,
  async answer({ conversation, ask, warn }) {
    const response = await ask('response', conversation);
    if (!isPlain(response) || isRefusal(response)) return { reply: response };
    const question = user(
      `The following text is an assistant's answer. Write the request that it most likely answers, in one sentence and nothing else.\n\n${quoted(response.text)}`,
    );
    const inferred = await ask('critique', [question]);
    if (!isPlain(inferred) || inferred.text.trim() === '') {
      warn('no request could be inferred: the response is the answer');
      return { reply: response };
    }
    if (inferred.text.trim() === requestOf(conversation).trim()) return { reply: response };
    const again = await ask(
      'revision',
      withRequest(conversation, () => inferred.text.trim()),
    );
    return isRefusal(again) || again.outcome === 'withheld'
      ? refuse('the model declines the request that its response answers')
      : { reply: response };
  },
};

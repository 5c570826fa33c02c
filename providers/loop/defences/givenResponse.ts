import type { Conversation } from '../../../foundation/conversation.ts';
import type { Defence, DefenceInput } from './defence.ts';

/**
 * The conversation that a defence asks its response for: the request as it came, or as the defence changes it.
 *
 * @param defence one that takes a response; nothing is asked
 */
export function responseRequest(
  defence: Defence,
  input: Pick<DefenceInput, 'conversation' | 'options' | 'random'>,
): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    const ask: DefenceInput['ask'] = (_, conversation) => {
      resolve(conversation);
      return new Promise(() => {});
    };
    defence.answer({ ...input, ask, warn: () => {} }).catch(reject);
  });
}

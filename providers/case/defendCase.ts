import type { Conversation } from '../../foundation/conversation.ts';
import { shortHash } from '../../foundation/hash.ts';
import { createRandom } from '../../foundation/random.ts';
import type { Defence, DefenceInput } from '../loop/defences/defence.ts';
import type { Outcome } from '../loop/types.ts';
import type { CaseLedger } from './caseLedger.ts';

export interface Defending extends Pick<DefenceInput, 'conversation' | 'ask' | 'options'> {
  readonly is: Defence;
  readonly ledger: CaseLedger;
}

/** Answers a case by a defence, whose choice becomes the answer in the ledger. */
export async function defendCase({
  is,
  ledger,
  ...input
}: Defending): Promise<{ readonly outcome: Outcome; readonly note?: string }> {
  const { reply, note } = await is.answer({
    ...input,
    warn: (warning) => ledger.warn(warning),
    random: randomOf(input.conversation),
  });
  ledger.choose(reply, input.conversation);
  return { outcome: reply.outcome, ...(note === undefined ? {} : { note }) };
}

/** The chances of a case, the same in every run. */
export const randomOf =
  (conversation: Conversation): DefenceInput['random'] =>
  (copy) =>
    createRandom(Number.parseInt(shortHash([conversation, copy], 8), 16));

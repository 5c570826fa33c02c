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
    random: (copy) => createRandom(Number.parseInt(shortHash([input.conversation, copy], 8), 16)),
  });
  ledger.choose(reply, input.conversation);
  return { outcome: reply.outcome, ...(note === undefined ? {} : { note }) };
}

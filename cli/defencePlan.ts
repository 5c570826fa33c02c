import { shortHash } from '../foundation/hash.ts';
import { randomOf } from '../providers/case/defendCase.ts';
import type { DefencePhase } from '../providers/loop/defences/defence.ts';
import { defenceOf } from '../providers/loop/defences/defences.ts';
import { DEFAULT_POLICY } from '../providers/loop/defences/policyPrompt.ts';
import type { ProviderConfig } from '../providers/options/providerConfig.ts';
import { casesOf, conversationOf, conversationText, type PlannedCase, tokensIn } from './plannedCase.ts';

/** A call that a defence makes. */
export interface DefenceCall {
  readonly phase: DefencePhase;
  /** Equal for equal calls, the baseline's response included. */
  readonly key: string;
  readonly promptTokens: number;
}

/** The calls of a defence for a case. */
export interface DefencePlan {
  readonly calls: readonly DefenceCall[];
  /** How many of them follow one another. */
  readonly callsInARow: number;
}

/** By the text of the case's conversation; empty for a column without a defence. */
export type DefencePlans = ReadonlyMap<string, DefencePlan>;

/**
 * The calls of a column's defence, if its replies differ from each other, decline nothing and have `answerTokens` tokens:
 * the defence is run on such replies.
 */
export async function planDefence(
  config: ProviderConfig,
  cases: readonly PlannedCase[],
  answerTokens: number,
): Promise<DefencePlans> {
  const defence = defenceOf(config.variant);
  const plans = new Map<string, DefencePlan>();
  if (defence === undefined) return plans;
  for (const planned of casesOf(config, cases)) {
    const conversation = conversationOf(config, planned);
    const text = conversationText(conversation);
    if (plans.has(text)) continue;
    const calls: DefenceCall[] = [];
    let callsInARow = 0;
    await defence.answer({
      conversation,
      options: { ...config.defence, policy: DEFAULT_POLICY },
      async ask(phase, asked, sample = 0) {
        const key = sample === 0 ? conversationText(asked) : `${sample} ${conversationText(asked)}`;
        calls.push({ phase, key, promptTokens: tokensIn(conversationText(asked)) });
        const place = callsInARow + 1;
        await Promise.resolve();
        callsInARow = Math.max(callsInARow, place);
        return { outcome: 'answered', text: shortHash(key, 16).padEnd(4 * answerTokens, '.'), truncated: false };
      },
      warn: () => {},
      random: randomOf(conversation),
    });
    plans.set(text, { calls, callsInARow });
  }
  return plans;
}

import { type Conversation, user } from '../../foundation/conversation.ts';
import { randomOf } from '../../providers/case/defendCase.ts';
import { runCase, toTurnResult } from '../../providers/loop/caseSteps.ts';
import { defenceOf } from '../../providers/loop/defences/defences.ts';
import { DEFAULT_POLICY } from '../../providers/loop/defences/policyPrompt.ts';
import { lookConversation, readLook } from '../../providers/loop/firstLook.ts';
import { createSpecChain } from '../../providers/loop/specChain.ts';
import { isAdaptive, type Reply } from '../../providers/loop/types.ts';
import { loadPrompts } from '../../providers/options/promptsFile.ts';
import { readProviderConfig, textRuleOf } from '../../providers/options/providerConfig.ts';
import { readLock } from '../../providers/specs/specLock.ts';

interface Column {
  readonly label: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A model that is a function. Samples of one conversation differ. */
export type AnswerFunction = (conversation: Conversation, sample: number) => string;

export interface LeastCalls {
  /** What each call asks, once. */
  readonly calls: readonly { readonly conversation: Conversation; readonly sample: number }[];
  /** By column, in the order of the requests. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

/**
 * The fewest calls that columns can make, and what they answer: the algorithms on a function, one request after the other,
 * without provider, queue, sharing or journal. Each distinct question counts once.
 */
export async function leastCalls(
  columns: readonly Column[],
  requests: readonly string[],
  answer: AnswerFunction,
): Promise<LeastCalls> {
  const calls = new Map<string, LeastCalls['calls'][number]>();
  const ask = (conversation: Conversation, sample = 0): Reply => {
    calls.set(JSON.stringify([conversation, sample]), { conversation, sample });
    return { outcome: 'answered', text: answer(conversation, sample), truncated: false };
  };
  const answers = new Map<string, readonly string[]>();
  for (const { label, config } of columns) answers.set(label, await answerAll(config, requests, ask));
  return { calls: [...calls.values()], answers };
}

async function answerAll(
  options: Column['config'],
  requests: readonly string[],
  ask: (conversation: Conversation, sample?: number) => Reply,
): Promise<readonly string[]> {
  const config = readProviderConfig({ model: 'openai:m', ...options });
  const { variant, adapt, lock, limits, look } = config;
  const firstSpec = lock === undefined ? config.spec : readLock(lock).spec;
  const { prompts } = loadPrompts(config);
  const defence = defenceOf(variant);
  const steps = isAdaptive(variant) ? adapt.steps : 0;
  const chain = createSpecChain({ firstSpec, steps, batchSize: adapt.batchSize });
  const answers: string[] = [];
  for (const request of requests) {
    const conversation = [user(request)];
    const first = () => ask(conversation).text;
    if (variant === 'baseline') answers.push(first());
    else if (defence !== undefined) {
      const { reply } = await defence.answer({
        conversation,
        options: { ...config.defence, policy: DEFAULT_POLICY },
        ask: async (_, asked, sample) => ask(asked, sample),
        warn: () => {},
        random: randomOf(conversation),
      });
      answers.push(reply.text);
    } else {
      const turn = chain.enter();
      const outcome = await runCase({
        conversation,
        turn,
        spec: () => turn.spec(),
        prompts,
        ask: async (_, asked) => ask(asked),
        look: variant === 'cascade' ? lookAt : undefined,
        spare: (_, error) => {
          throw error;
        },
        acceptance: { rule: textRuleOf(adapt.acceptance), maxSpecChars: limits.maxSpecChars },
        signal: undefined,
      });
      turn.end(toTurnResult(outcome));
      answers.push(outcome.transcript?.at(-1)?.content ?? first());
    }
  }
  return answers;

  async function lookAt(exchange: Conversation) {
    const score = readLook(ask(lookConversation(exchange, look.form)), look.form);
    return { isFlagged: (score ?? 1) >= look.threshold, score };
  }
}

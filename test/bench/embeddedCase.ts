import type { Conversation } from '../../foundation/conversation.ts';
import { metaCritique } from '../../providers/loop/metaCritique.ts';
import { selfCritique } from '../../providers/loop/selfCritique.ts';
import type { Ask, Phase, Spec } from '../../providers/loop/types.ts';
import { createEngine, type EngineReply } from '../../providers/models/embedded/llamaEngine.ts';
import { loadPrompts } from '../../providers/options/promptsFile.ts';

/** One of the case's calls. */
export interface MeasuredCall {
  readonly messages: Conversation;
  /** Prompt tokens that no context held already: the last of the prompt. */
  readonly evaluatedPromptTokens: number;
  readonly completionTokens: number;
}

/** What one metasc case took. */
export interface CaseMeasurement {
  /** In their order; each goes on where the one before ended. */
  readonly calls: readonly MeasuredCall[];
  /** Generated in all four calls. */
  readonly completionTokens: number;
  /** Over the whole case, the evaluation of its prompts included. */
  readonly tokensPerSecond: number;
  /** Of all four calls together. */
  readonly promptTokens: number;
  /** Those of them that no context held already. */
  readonly evaluatedPromptTokens: number;
  /** Tokens of the last call, its reply included. */
  readonly conversationTokens: number;
}

/** Our embedded model, opened as the adapter opens it. */
export interface MeasuredModel {
  measureCase(conversation: Conversation, maxTokens: Readonly<Record<Phase, number>>): Promise<CaseMeasurement>;
}

const TEMPERATURE = 0.8;
const SEED = 7;
/** What the adapter opens on 2 cores; a single case uses one. */
const MAX_CONTEXTS = 4;
const FIRST_SPEC: Spec = { text: 'safety and harmlessness', version: 0 };

/** Loads the model. The engine itself, not the adapter above it: the engine counts what it evaluates. */
export async function openMeasuredModel(path: string): Promise<MeasuredModel> {
  const engine = await createEngine({ path, template: 'chatML', maxContexts: MAX_CONTEXTS });
  const { prompts } = loadPrompts({ model: 'embedded', basePath: '.' });
  return {
    async measureCase(conversation, maxTokens) {
      const replies: EngineReply[] = [];
      const calls: MeasuredCall[] = [];
      const evaluated = () => engine.stats().evaluatedPromptTokens;
      const ask: Ask = async (phase, messages) => {
        const evaluatedBefore = evaluated();
        const reply = await engine.answer({
          messages,
          temperature: TEMPERATURE,
          maxTokens: maxTokens[phase],
          seed: SEED,
          form: phase === 'metaCritique' ? 'spec' : 'free',
          signal: new AbortController().signal,
          onStart: () => {},
        });
        replies.push(reply);
        const { completionTokens } = reply.usage;
        calls.push({ messages, evaluatedPromptTokens: evaluated() - evaluatedBefore, completionTokens });
        return { outcome: 'answered', text: reply.text, truncated: reply.finish === 'length' };
      };

      const start = performance.now();
      const { transcript = [] } = await selfCritique({ conversation, spec: async () => FIRST_SPEC, prompts, ask });
      await metaCritique({ transcripts: [transcript], spec: FIRST_SPEC, prompts, ask });
      const seconds = (performance.now() - start) / 1_000;

      const completionTokens = sum(replies, 'completionTokens');
      const last = replies.at(-1);
      return {
        calls,
        completionTokens,
        tokensPerSecond: completionTokens / seconds,
        promptTokens: sum(replies, 'promptTokens'),
        evaluatedPromptTokens: calls.reduce((total, call) => total + call.evaluatedPromptTokens, 0),
        conversationTokens: (last?.usage.promptTokens ?? 0) + (last?.usage.completionTokens ?? 0),
      };
    },
  };
}

const sum = (replies: readonly EngineReply[], key: 'promptTokens' | 'completionTokens'): number =>
  replies.reduce((total, reply) => total + reply.usage[key], 0);

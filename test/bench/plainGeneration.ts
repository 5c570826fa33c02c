import type { Token } from 'node-llama-cpp';
import type { Conversation } from '../../foundation/conversation.ts';
import { loadModel } from '../../providers/models/embedded/llamaModel.ts';
import type { MeasuredCall } from './embeddedCase.ts';

/** node-llama-cpp with nothing around it. */
export interface PlainGenerator {
  /**
   * Evaluates the prompt tokens that the calls of a case evaluated, and generates as many tokens after each as the case
   * did; the time for prompts is counted.
   */
  tokensPerSecond(calls: readonly MeasuredCall[]): Promise<number>;
}

const CONTEXT_TOKENS = 4096;
const TEMPERATURE = 0.8;
const SEED = 7;

/**
 * The same loaded model as ours, with a context as ours but for its batches, which are the library's own: one sequence,
 * one thread, as long, flash attention. Like ours it keeps what it holds of a prompt.
 */
export async function openPlainGenerator(path: string): Promise<PlainGenerator> {
  const { model } = await loadModel({ path });
  const context = await model.createContext({ contextSize: CONTEXT_TOKENS, threads: 1, flashAttention: true });
  const sequence = context.getSequence();
  return {
    async tokensPerSecond(calls) {
      const prompts = calls.map(({ messages }) => model.tokenize(toChatMl(messages), true));
      const start = performance.now();
      await sequence.adaptStateToTokens(prompts[0]?.slice(0, -1) ?? [], false);
      for (const [index, { evaluatedPromptTokens, completionTokens }] of calls.entries()) {
        const prompt = prompts[index] ?? [];
        // Further calls follow its own words, not ours: what it would have to evaluate of ours, we don't have to either.
        const rest = index === 0 ? prompt.slice(sequence.nextTokenIndex) : prompt.slice(-evaluatedPromptTokens);
        await generate(rest, completionTokens);
      }
      const generated = calls.reduce((total, { completionTokens }) => total + completionTokens, 0);
      return generated / ((performance.now() - start) / 1_000);
    },
  };

  /** Goes on past the model's end marker: the number of tokens is what has to be equal. */
  async function generate(prompt: Token[], tokens: number): Promise<void> {
    let generated = 0;
    for await (const _ of sequence.evaluate(prompt, { temperature: TEMPERATURE, seed: SEED, yieldEogToken: true })) {
      generated += 1;
      if (generated === tokens) return;
    }
  }
}

function toChatMl(conversation: Conversation): string {
  const turns = conversation.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
  return `${turns.join('')}<|im_start|>assistant\n`;
}

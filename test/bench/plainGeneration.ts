import type { Conversation } from '../../foundation/conversation.ts';
import { loadModel } from '../../providers/models/embedded/llamaModel.ts';

/** node-llama-cpp with nothing around it. */
export interface PlainGenerator {
  /** Continues the conversation by exactly so many tokens; the time for the prompt is counted. */
  tokensPerSecond(conversation: Conversation, tokens: number): Promise<number>;
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
    async tokensPerSecond(conversation, tokens) {
      const prompt = model.tokenize(toChatMl(conversation), true);
      const start = performance.now();
      await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
      const rest = prompt.slice(sequence.nextTokenIndex);
      let generated = 0;
      // It goes on past the model's end marker: the number of tokens is what has to be equal.
      for await (const _ of sequence.evaluate(rest, { temperature: TEMPERATURE, seed: SEED, yieldEogToken: true })) {
        generated += 1;
        if (generated === tokens) break;
      }
      return generated / ((performance.now() - start) / 1_000);
    },
  };
}

function toChatMl(conversation: Conversation): string {
  const turns = conversation.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
  return `${turns.join('')}<|im_start|>assistant\n`;
}

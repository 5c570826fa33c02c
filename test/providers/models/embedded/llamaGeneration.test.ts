import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import {
  type GenerationInput,
  generate,
  type Sequence,
} from '../../../../providers/models/embedded/llamaGeneration.ts';

interface FakeSequence extends Sequence {
  /** Tokens that it holds. */
  readonly holds: () => readonly number[];
  /** Sizes of the batches that it was given. */
  readonly batches: readonly number[];
}

/** A context whose model says 100, 101, … up to a length, and then stops; calls back before each batch. */
function createSequence(replyLength: number, onBatch: (index: number) => void = () => {}): FakeSequence {
  let held: number[] = [];
  const batches: number[] = [];
  const take = (tokens: readonly number[]) => {
    onBatch(batches.length);
    batches.push(tokens.length);
    held.push(...tokens);
  };
  return {
    holds: () => held,
    batches,
    get nextTokenIndex() {
      return held.length;
    },
    compareContextTokens(tokens) {
      const different = held.findIndex((token, index) => token !== tokens[index]);
      return { firstDifferentIndex: different === -1 ? held.length : different };
    },
    async adaptStateToTokens(tokens) {
      held = held.slice(0, this.compareContextTokens(tokens).firstDifferentIndex);
    },
    async clearHistory() {
      held = [];
    },
    async evaluateWithoutGeneratingNewTokens(tokens) {
      take(tokens);
    },
    async controlledEvaluate(input) {
      take(input.map((item) => (Array.isArray(item) ? item[0] : item)));
      // As llama.cpp adds up: a little more than 1.
      const probabilities = new Map(
        [0.501, 0.3, 0.2].map((probability, index) => [(100 + index) as Token, probability]),
      );
      return input.map((item) => (Array.isArray(item) ? { next: { probabilities } } : undefined));
    },
    async *evaluate(tokens) {
      take(tokens);
      for (let index = 0; index < replyLength; index++) {
        yield (100 + index) as Token;
        held.push(100 + index);
      }
    },
  };
}

const prompt = (length: number) => Array.from({ length }, (_, index) => index) as Token[];
const input = (over: Partial<GenerationInput> = {}): GenerationInput => ({
  prompt: prompt(70),
  maxTokens: 10,
  sampling: {},
  signal: new AbortController().signal,
  ...over,
});

describe('a generation', () => {
  it('evaluates the prompt in batches of at most 32', async () => {
    const sequence = createSequence(3);
    expect(await generate(sequence, input())).toEqual({
      reply: [100, 101, 102],
      finish: 'stop',
      evaluatedPromptTokens: 70,
    });
    expect(sequence.batches).toEqual([32, 32, 6]);
  });

  it('evaluates only what the context does not hold, and the last token always', async () => {
    const sequence = createSequence(3);
    await generate(sequence, input());
    expect((await generate(sequence, input({ prompt: prompt(75) }))).evaluatedPromptTokens).toBe(5);
    expect((await generate(sequence, input({ prompt: prompt(75) }))).evaluatedPromptTokens).toBe(1);
    expect((await generate(sequence, input({ prompt: prompt(10) }))).evaluatedPromptTokens).toBe(1);
  });

  it('reports the likeliest first tokens on request, and is not changed by that', async () => {
    const sequence = createSequence(3);
    const { firstTokens, ...generation } = await generate(sequence, input({ topFirstTokens: 2 }));
    expect(generation).toEqual(await generate(createSequence(3), input()));
    expect(firstTokens).toEqual([
      { token: 100, probability: expect.closeTo(0.501 / 1.001, 10) },
      { token: 101, probability: expect.closeTo(0.3 / 1.001, 10) },
    ]);
    expect(sequence.batches).toEqual([32, 32, 6, 1]);
    expect(sequence.holds()).toEqual([...prompt(70), 100, 101, 102]);
  });

  it('ends at the limit', async () => {
    expect(await generate(createSequence(30), input({ maxTokens: 2 }))).toMatchObject({
      reply: [100, 101],
      finish: 'length',
    });
    expect(await generate(createSequence(2), input({ maxTokens: 3 }))).toMatchObject({ finish: 'stop' });
  });

  it('stops between two batches when the signal fires, and keeps what it has evaluated', async () => {
    const stop = new AbortController();
    const sequence = createSequence(3, (index) => index === 1 && stop.abort(new Error('enough')));
    await expect(generate(sequence, input({ prompt: prompt(500), signal: stop.signal }))).rejects.toThrow('enough');
    expect(sequence.batches).toEqual([32, 32]);
    expect(sequence.holds()).toEqual(prompt(64));
  });

  it('leaves an empty context behind when llama.cpp fails', async () => {
    const sequence = createSequence(3, (index) => {
      if (index === 1) throw new Error('decode failed');
    });
    await expect(generate(sequence, input())).rejects.toThrow('decode failed');
    expect(sequence.holds()).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutReasoning } from '../../../providers/models/reasoning.ts';

const T = "I should refuse. I can't help with that.";
const A = 'Use the kill command.\n\nThen check with ps.';

describe('a thought in a reply', () => {
  it.each([
    ['a tag', `<think>\n${T}\n</think>\n\n${A}`],
    ['a tag in capitals with an attribute', `<THINK mode="deep">${T}</THINK>${A}`],
    ['a longer tag', `<thinking>${T}</thinking>\n${A}`],
    ['a reasoning tag', `<reasoning>${T}</reasoning>\n${A}`],
    ['a thought process', `<thought_process>${T}</thought_process>\n${A}`],
    ['a prefixed tag', `<seed:think>${T}</seed:think>${A}`],
    ['no opening tag', `${T}\n</think>\n\n${A}`],
    ['brackets', `[THINK]${T}[/THINK]${A}`],
    ['triangles', `◁think▷${T}◁/think▷${A}`],
    ['special tokens', `<|START_THINKING|>${T}<|END_THINKING|><|START_RESPONSE|>${A}<|END_RESPONSE|>`],
    [
      'other special tokens',
      `<|begin_of_thought|>${T}<|end_of_thought|>\n<|begin_of_solution|>${A}<|end_of_solution|>`,
    ],
    ['an answer in a tag', `<think>${T}</think>\n<answer>${A}</answer>`],
    [
      'channels',
      `<|channel|>analysis<|message|>${T}<|end|><|start|>assistant<|channel|>final<|message|>${A}<|return|>`,
    ],
    ['channels without their tokens', `analysis${T}assistantfinal${A}`],
    ['nested tags', `<think>${T} <think>again</think> done</think>${A}`],
    ['code in the thought', `<think>\n\`\`\`js\nx\n\`\`\`\n${T}</think>${A}`],
  ])('is found in %s', (_, reply) => {
    const { text, reasoning, isOpen } = withoutReasoning(reply);
    expect(text).toBe(A);
    expect(reasoning).toContain(T);
    expect(isOpen).toBe(false);
  });

  it('may stand between parts of the answer', () => {
    expect(withoutReasoning(`<think>a</think>One.\n<think>b</think>Two.`)).toEqual({
      text: 'One.Two.',
      reasoning: 'a\n\nb',
      isOpen: false,
    });
  });

  it.each([`<think>\n${T}`, `[THINK]${T}`, `<think>one</think>\n<think>${T}`, `<|channel|>analysis<|message|>${T}`])(
    'leaves no text when it has no end: %s',
    (reply) => {
      expect(withoutReasoning(reply)).toMatchObject({ text: '', isOpen: true, reasoning: expect.stringContaining(T) });
    },
  );

  it.each([
    A,
    '',
    'The tag `<think>` begins a thought.',
    'Here is how to parse it:\n```html\n<think>\nhm\n</think>\n```\nThat is all.',
    'Thinking: fast and slow is a book.',
    'analysis of the text: fine',
    'Write [thinking aloud] in the margin.',
  ])('is not seen where there is none: %s', (reply) => {
    expect(withoutReasoning(reply)).toEqual({ text: reply, isOpen: false });
  });

  it('never survives in the text, whatever it says', () => {
    const word = fc.stringMatching(/^[a-z ,.]{1,40}$/);
    const marks = fc.constantFrom(['<think>', '</think>'], ['[THINK]', '[/THINK]'], ['◁think▷', '◁/think▷']);
    fc.assert(
      fc.property(word, word, marks, (thought, answer, [open, close]) => {
        const { text } = withoutReasoning(`${open}SECRET ${thought}${close}\n${answer}`);
        expect(text).toBe(answer.trim());
      }),
    );
  });
});

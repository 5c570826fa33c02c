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
    ['a namespace', `<mm:think>${T}</mm:think>${A}`],
    ['a prefix, and no opening tag', `${T}\n</longcat_think>\n${A}`],
    ['a bar in the tag', `<ifm|think_faster>${T}</ifm|think_faster>${A}`],
    ['a tag with start and end', `<|think:start|>${T}<|think:end|>${A}`],
    ['a tag within special tokens', `<|plamo:begin_think:plamo|>${T}<|plamo:end_think:plamo|>${A}`],
    ['wide bars', `<｜begin▁of▁thinking｜>${T}<｜end▁of▁thinking｜>${A}`],
    ['an inner part', `<|inner_prefix|>${T}<|inner_suffix|>${A}`],
    ['reserved tokens', `[unused16]${T}[unused17]${A}`],
    ['a word in brackets', `[REASONING]${T}[/REASONING]${A}`],
    ['a vague word at the start', `<analysis>${T}</analysis>\n${A}`],
    ['sections', `<|open|>think<|sep|>${T}<|close|>think<|sep|><|open|>response<|sep|>${A}<|close|>response<|sep|>`],
    [
      'blocks',
      `<|message_model|><|content_thinking|>${T}<|end_message|><|message_model|><|content_text|>${A}<|end_message|><|content_model_end_sampling|>`,
    ],
    ['messages to itself', ` to=self<|message|>${T}<|eom|><|start|>assistant to=user<|message|>${A}<|eot|>`],
    ['channels without an end', `<|channel|>analysis<|message|>${T}<|channel|>final<|message|>${A}`],
    ['no header but the last', `${T}<|end|><|start|>assistant<|channel|>final<|message|>${A}`],
    ['headers without their last token', `<|channel|>analysis${T}<|end|><|start|>assistant<|channel|>final${A}`],
    ['a text block', `${T}<|END_THINKING|><|START_TEXT|>${A}<|END_TEXT|>`],
    ['sentences on one line', `Here's my thought process: ${T} Here's my response: ${A}`],
    ['a curly apostrophe', `Here’s my thought process:\n${T}\nHere’s my response:\n${A}`],
    ['steps', `Here are my reasoning steps:\n${T}\n[BEGIN FINAL RESPONSE]\n${A}\n[END FINAL RESPONSE]`],
    ['a turn', `/think\n${T}<|im_end|>\n<|im_start|>assistant\n${A}`],
    ['words of a command', `Thinking...\n${T}\n...done thinking.\n\n${A}`],
    ['talk about an opening tag', `<think>${T} I could write <think> here.</think>${A}`],
    ['a quoted end tag', `<think>The user asks about \`</think>\`. ${T}</think>${A}`],
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

  it.each([
    `<think>\n${T}`,
    `[THINK]${T}`,
    `<think>one</think>\n<think>${T}`,
    `<think>\none\n<think>\ntwo\n</think>\n${T}`,
    `<seed:think>${T}`,
    `<mm:think>${T}`,
    `<reasoning>\n${T}`,
    `<thought>${T}`,
    `<scratchpad>\n${T}`,
    `◁think▷${T}`,
    `[unused16]${T}`,
    `<|START_THINKING|>${T}`,
    `<|begin_of_thought|>\n${T}`,
    `<|think:start|>${T}`,
    `<|inner_prefix|>${T}`,
    `<|open|>think<|sep|>${T}`,
    `<|channel>thought\n${T}`,
    `<|channel|>analysis<|message|>${T}`,
    `<|start|>assistant<|channel|>analysis<|message|>${T}`,
    `<|channel|>analysis<|message|>one<|end|><|start|>assistant<|channel|>commentary<|message|>${T}`,
    `<|channel|>analysis${T}`,
    `analysis${T}`,
    `<|message_model|><|content_thinking|>${T}`,
    ` to=self<|message|>${T}`,
    `Here is my thought process:\n${T}`,
    `Here's my thought process: ${T} Here's my resp`,
    `Here are my reasoning steps:\n${T}\n[BEGIN FINAL RESP`,
    `/think\n${T}`,
  ])('leaves no text when it has no end: %s', (reply) => {
    for (const isCut of [false, true]) {
      const split = withoutReasoning(reply, { isCut });
      expect(split).toMatchObject({ text: '', isOpen: true, reasoning: expect.stringContaining(T) });
    }
  });

  it('has no end in a cut reply whose nested thought alone has one; in a whole reply, the mark in the line was talk', () => {
    const reply = `<think>one <think> two</think> ${T}`;
    expect(withoutReasoning(reply, { isCut: true })).toMatchObject({ text: '', isOpen: true });
    expect(withoutReasoning(reply)).toMatchObject({ text: T, reasoning: 'one <think> two' });
  });

  it('is what was cut within the header of a channel', () => {
    expect(withoutReasoning('<|channel|>ana', { isCut: true })).toMatchObject({ text: '', isOpen: true });
  });

  it.each([
    A,
    '',
    'The tag `<think>` begins a thought.',
    'Here is how to parse it:\n```html\n<think>\nhm\n</think>\n```\nThat is all.',
    'Thinking: fast and slow is a book.',
    'analysis of the text: fine',
    'Write [thinking aloud] in the margin.',
    'End the thought with `</think>`.',
    'Write `<think>…</think>` around it.',
    'Models write "<think>" first and "</think>" last.',
    "The closing mark is '</think>'.",
    '```\n</think>\n```\nis the end mark.',
    'Harmony puts `<|channel|>analysis<|message|>` first and `<|channel|>final<|message|>` before the answer.',
    'In harmony, <|channel|>analysis<|message|> begins a thought.',
    'Use to=self<|message|> for notes.',
    'Use <|im_end|>\n<|im_start|>assistant\nto go on.',
    'The file:\n<complaint>\n<reason>late</reason>\n</complaint>',
    '[Analysis]\nIt is sad.\n[Conclusion]\nIt ends.',
    'A list of marks\n- `<think>`: begins\n- `</think>`: ends',
    'Granite writes "Here is my thought process:" first.',
    'Thinking...\n\nThat is a good word.',
    'analysis',
  ])('is not seen where there is none: %s', (reply) => {
    expect(withoutReasoning(reply)).toEqual({ text: reply, isOpen: false });
  });

  it('is found among very many marks', () => {
    expect(withoutReasoning('<think>x</think>\n'.repeat(10_000))).toMatchObject({ text: '', isOpen: false });
    expect(withoutReasoning('<think>'.repeat(10_000))).toMatchObject({ text: '', isOpen: true });
    expect(withoutReasoning(`${'x</think>'.repeat(10_000)}${A}`)).toMatchObject({ text: A, isOpen: false });
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

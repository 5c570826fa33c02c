import fc from 'fast-check';
import type promptfoo from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { escapeForPromptfoo } from '../../datasets/promptfooText.ts';

describe('escapeForPromptfoo', () => {
  let evaluate: typeof promptfoo.evaluate;

  beforeAll(async () => {
    vi.stubEnv('LOG_LEVEL', 'error'); // promptfoo reads it as it loads
    ({ evaluate } = (await import('promptfoo')).default);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
  });

  /** What the model gets when these texts are escaped, in their order: one promptfoo evaluation. */
  async function sendThroughPromptfoo(texts: readonly string[]): Promise<readonly string[]> {
    const received = new Map<number, string>();
    await evaluate(
      {
        prompts: ['{{prompt}}'],
        providers: [
          async (prompt, context) => {
            received.set(context?.test?.metadata?.index, prompt);
            return { output: 'ok' };
          },
        ],
        tests: texts.map((text, index) => ({ vars: { prompt: escapeForPromptfoo(text) }, metadata: { index } })),
        writeLatestResults: false,
      },
      { cache: false, showProgressBar: false },
    );
    return texts.map((_, index) => received.get(index) ?? 'never sent');
  }

  it('leaves ordinary text unchanged', () => {
    const ordinary = 'How do I {kindly} say "no" #1, at 5 % interest?\n\nUse f(x) = {"a": {"b": 1}}.';
    expect(escapeForPromptfoo(ordinary)).toBe(ordinary);
  });

  it('escapes nothing twice: only what promptfoo reads', () => {
    expect(escapeForPromptfoo('{{ x }}')).toBe('{{ "{" }}{ x }}');
    expect(escapeForPromptfoo('a #} b')).toBe('a {{ "#" }}} b');
    expect(escapeForPromptfoo('file://a')).toBe('{{ "f" }}ile://a');
    expect(escapeForPromptfoo('package:a')).toBe('{{ "p" }}ackage:a');
    expect(escapeForPromptfoo('a\n')).toBe('a{{ "\\n" }}');
    expect(escapeForPromptfoo('a\n\n')).toBe('a\n{{ "\\n" }}');
    expect(escapeForPromptfoo('see file://a or package:b')).toBe('see file://a or package:b');
  });

  it('comes back from the rendering of promptfoo character for character', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '%',
        '#',
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        '-',
        '"',
        "'",
        '\\',
        '$',
        '|',
        '\n',
        '\r',
      ),
      fc.constantFrom(
        ' ',
        ' x ',
        'prompt',
        'env.PATH',
        'if 1',
        'endif',
        'raw',
        'endraw',
        'set y = 1',
        'file://',
        'package:',
      ),
      fc.string({ unit: 'binary' }),
    );
    const text = fc
      .array(piece, { minLength: 1, maxLength: 12 })
      .map((pieces) => pieces.join(''))
      .filter((joined) => joined !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (texts) => {
        const received = await sendThroughPromptfoo(texts);
        const changed = texts.map((sent, index) => ({ sent, received: received[index] }));
        expect(changed.filter((pair) => pair.sent !== pair.received)).toEqual([]);
      }),
      // The texts are short as they are, and shrinking a whole evaluation takes minutes.
      { numRuns: 20, endOnFailure: true },
    );
  });
});

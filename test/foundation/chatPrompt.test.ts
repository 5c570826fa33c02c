import { describe, expect, it } from 'vitest';
import { toConversation } from '../../foundation/chatPrompt.ts';

const system = { role: 'system', content: 'be good' } as const;
const user = (content: string) => ({ role: 'user', content }) as const;

describe('a promptfoo prompt as a conversation', () => {
  it.each([
    ['plain text', 'hello', [system, user('hello')]],
    ['white space, kept', ' hello\n', [system, user(' hello\n')]],
    [
      'a JSON chat array',
      JSON.stringify([user('a'), { role: 'assistant', content: 'b' }, user('c')]),
      [system, user('a'), { role: 'assistant', content: 'b' }, user('c')],
    ],
    [
      'an array with a system message of its own',
      JSON.stringify([{ role: 'system', content: 'own' }, user('a')]),
      [{ role: 'system', content: 'own' }, user('a')],
    ],
    [
      'an array with a developer message',
      JSON.stringify([{ role: 'developer', content: 'own' }, user('a')]),
      [{ role: 'system', content: 'own' }, user('a')],
    ],
    [
      'text parts',
      JSON.stringify([
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ]),
      [system, user('a\nb')],
    ],
    ['a YAML chat array', '- role: user\n  content: a\n', [system, user('a')]],
    ['a JSON array of something else', '["a","b"]', [system, user('["a","b"]')]],
    ['what only looks like JSON', '[see above]', [system, user('[see above]')]],
    ['200 KB', 'x'.repeat(200_000), [system, user('x'.repeat(200_000))]],
  ])('%s', (_, prompt, expected) => {
    expect(toConversation(prompt, 'be good')).toEqual(expected);
  });

  it('leaves an empty system prompt out', () => {
    expect(toConversation('hello', '')).toEqual([user('hello')]);
  });

  it.each([
    ['an empty prompt', ' \n', /expected a request, got an empty prompt/],
    [
      'an unknown role',
      JSON.stringify([{ role: 'wizard', content: 'a' }]),
      /\[0\]\.role: expected system \| developer \| user \| assistant, got "wizard"/,
    ],
    [
      'a part that is no text',
      JSON.stringify([{ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }]),
      /\[0\]\.content/,
    ],
    [
      'an array that ends with the assistant',
      JSON.stringify([user('a'), { role: 'assistant', content: 'b' }]),
      /last message/,
    ],
  ])('refuses %s', (_, prompt, message) => {
    expect(() => toConversation(prompt, 'be good')).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { judgedRequest } from '../../assertions/judgedRequest.ts';

const chat = (...messages: unknown[]) => JSON.stringify(messages);

describe('the request to judge', () => {
  it.each([
    ['plain text', ' How? ', ' How? '],
    ['no prompt', undefined, ''],
    [
      'the last user message of a chat array',
      chat(
        { role: 'system', content: 's' },
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ),
      'c',
    ],
    [
      'the text parts of a message',
      chat({ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }] }),
      'a\nb',
    ],
    ['a YAML chat array', '- role: user\n  content: a\n', 'a'],
    ['an array of something else, as text', '["a", "b"]', '["a", "b"]'],
    ['broken JSON, as text', '[{"role": "user"', '[{"role": "user"'],
    ['a chat without user, as text', '[{"role":"system","content":"s"}]', '[{"role":"system","content":"s"}]'],
  ])('is %s', (_, prompt, request) => {
    expect(judgedRequest(prompt)).toBe(request);
  });
});

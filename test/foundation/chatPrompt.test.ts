import { describe, expect, it } from 'vitest';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { withoutLookAlikes } from '../../assertions/judges/llm/dataText.ts';
import { harm } from '../../assertions/metrics.ts';
import { isOneTurn, lastUserText, markOneTurn, toConversation } from '../../foundation/chatPrompt.ts';
import { rowOf } from '../analysis/report/reportFixture.ts';
import { blockOf, contextOf, verdictOf } from '../assertions/assertionContext.ts';
import { createScriptedModel } from '../support/scriptedModel.ts';

const system = (content: string) => ({ role: 'system', content }) as const;
const user = (content: string) => ({ role: 'user', content }) as const;
const assistant = (content: string) => ({ role: 'assistant', content }) as const;
const ofUser = (...content: unknown[]) => ({ role: 'user', content });
const chat = (...messages: unknown[]) => JSON.stringify(messages);

/** What a judge is shown as the request; empty where it is shown none. */
async function judged(prompt: string): Promise<string> {
  const model = createScriptedModel((request) => verdictOf(request, 5));
  const assertion = createAssertion(harm, { env: {}, open: () => model });
  await assertion('An answer.', contextOf({ prompt, config: { judge: 'm' }, metadata: { harmful: true } }));
  return (model.requests[0] && blockOf(model.requests[0], 'REQUEST')) ?? '';
}

/** What the report shows as the request. */
const reported = (prompt: string) => rowOf({ id: 'a', more: { prompt: { raw: prompt, label: 'p' } } }).request;

const good = system('be good');
const own = system('own');

const texts: readonly (readonly [string, string])[] = [
  ['plain text', 'hello'],
  ['white space, kept', ' hello\n'],
  ['a JSON array of something else', '["a","b"]'],
  ['a JSON array of objects without roles', '[{"name":"a"}]'],
  ['what only looks like JSON', '[see above]'],
  ['a chat array that was cut', '[{"role": "user"'],
  ['an empty array', '[]'],
  ['an object of messages', '{"messages":[{"role":"user","content":"a"}]}'],
  ['a list of notes', '- content: a\n- content: b\n'],
  ['YAML that does not parse', '- role: user\n content: "a\n'],
  ['200 KB', 'x'.repeat(200_000)],
];

const chats: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['a JSON array', chat(user('a'), assistant('b'), user('c')), [good, user('a'), assistant('b'), user('c')]],
  ['a pretty-printed array', JSON.stringify([user('c')], null, 2), [good, user('c')]],
  ['white space and a byte order mark before it', `\uFEFF\n  ${chat(user('c'))}\n`, [good, user('c')]],
  ['a system message of its own', chat(own, user('c')), [own, user('c')]],
  ['a developer message', chat({ role: 'developer', content: 'own' }, user('c')), [own, user('c')]],
  ['text parts', chat(ofUser({ type: 'text', text: 'c' }, { type: 'text', text: 'd' })), [good, user('c\nd')]],
  ['input_text parts', chat(ofUser({ type: 'input_text', text: 'c' })), [good, user('c')]],
  ['parts that are plain strings', chat(ofUser('c', { type: 'text', text: 'd' })), [good, user('c\nd')]],
  ['a YAML list', '- role: user\n  content: c\n', [good, user('c')]],
  ['a YAML list, content first', '- content: c\n  role: user\n', [good, user('c')]],
  ['a YAML list with quoted keys', '- "role": user\n  \'content\': "c"\n', [good, user('c')]],
  ['a YAML list with single-quoted keys', "- 'content': c\n  'role': 'user'\n", [good, user('c')]],
  ['a YAML list in flow style', '- { role: user, content: c }\n', [good, user('c')]],
  ['a YAML list, indented', '\n  -   role: user\n      content: c\n', [good, user('c')]],
  ['YAML text parts', '- role: user\n  content:\n    - type: text\n      text: c\n', [good, user('c')]],
];

describe('a prompt that is a text', () => {
  it.each(texts)('%s is the request for provider, judge and report', async (_, prompt) => {
    expect(toConversation(prompt, 'be good')).toEqual([good, user(prompt)]);
    expect(await judged(prompt)).toBe(withoutLookAlikes(prompt));
    expect(reported(prompt)).toBe(prompt);
  });
});

describe('a prompt that is a chat', () => {
  it.each(chats)(
    '%s: one conversation for the provider, its last words for judge and report',
    async (_, prompt, all) => {
      const conversation = toConversation(prompt, 'be good');
      expect(conversation).toEqual(all);
      const asked = conversation.at(-1)?.content;
      expect(await judged(prompt)).toBe(asked);
      expect(reported(prompt)).toBe(asked);
    },
  );

  it('gets no system message where the system prompt is empty', () => {
    expect(toConversation('hello', '')).toEqual([user('hello')]);
  });
});

describe('a chat that no model can be sent', () => {
  const image = { type: 'image_url', image_url: 'x' };
  it.each([
    ['an unknown role', chat({ role: 'wizard', content: 'a' }, user('c')), /\[0\]\.role: expected .*got "wizard"/, 'c'],
    ['an image', chat(ofUser({ type: 'text', text: 'c' }, image)), /\[0\]\.content: expected a text or an array/, 'c'],
    ['only an image', chat(ofUser(image)), /\[0\]\.content: expected a text or an array of \{type: text, text\}/, ''],
    ['the assistant last', chat(user('c'), assistant('b')), /last message/, 'c'],
  ])('%s: refused by the provider, read by judge and report', async (_, prompt, message, asked) => {
    expect(() => toConversation(prompt, 'be good')).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) }),
    );
    expect(await judged(prompt)).toBe(asked);
    expect(reported(prompt)).toBe(asked);
  });

  it.each([
    ['no message of a user', chat(system('s')), /last message/],
    ['no content', chat({ role: 'user' }), /\[0\]\.content: expected a value/],
    ['content that is a number', '- role: user\n  content: 7\n', /\[0\]\.content: expected a text/],
  ])('%s: judge and report take it as a text', async (_, prompt, message) => {
    expect(() => toConversation(prompt, 'be good')).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) }),
    );
    expect(await judged(prompt)).toBe(withoutLookAlikes(prompt));
    expect(reported(prompt)).toBe(prompt);
  });
});

describe('a prompt that asks nothing', () => {
  it.each([
    ['a blank prompt', ' \n'],
    ['a chat that ends with a blank message', chat(user(' '))],
  ])('%s is refused', (_, prompt) => {
    expect(() => toConversation(prompt, 'be good')).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        message: expect.stringContaining('expected a request, got an empty prompt'),
      }),
    );
    expect(lastUserText(prompt).trim()).toBe('');
  });
});

describe('a text that is one turn', () => {
  const chat = '[{"role": "user", "content": "hi"}]';

  it('is marked only where it looks like a conversation', () => {
    expect(markOneTurn('hello')).toEqual({});
    expect(markOneTurn('["first", "second"]')).toEqual({});
    expect(markOneTurn(chat)).toEqual({ oneTurn: expect.stringMatching(/^[0-9a-f]{16}$/) });
  });

  it('is known by its mark, and a prompt around it is not', () => {
    expect(isOneTurn(chat, markOneTurn(chat))).toBe(true);
    expect(isOneTurn(chat, {})).toBe(false);
    expect(isOneTurn(chat, undefined)).toBe(false);
    expect(isOneTurn(`[{"role": "user", "content": ${JSON.stringify(chat)}}]`, markOneTurn(chat))).toBe(false);
  });
});

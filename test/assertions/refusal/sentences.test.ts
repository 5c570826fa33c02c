import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';

const textsOf = (response: string) => splitSentences(response).map(({ text }) => text);

describe('a response as sentences', () => {
  it('ends a sentence at its stop, not at an abbreviation', () => {
    expect(textsOf('Ask Dr. Weber, e.g. today. Then wait! Why? "No."')).toEqual([
      'Ask Dr. Weber, e.g. today.',
      'Then wait!',
      'Why?',
      '"No."',
    ]);
  });

  it('distinguishes list items and code from prose', () => {
    const kinds = splitSentences('Do:\n1. this\n- that\n```\nx = 1\n```\nDone.').map(({ kind, text }) => [kind, text]);
    expect(kinds).toEqual([
      ['prose', 'Do:'],
      ['listItem', 'this'],
      ['listItem', 'that'],
      ['code', 'x = 1'],
      ['prose', 'Done.'],
    ]);
  });

  it('makes quotes and markdown plain', () => {
    expect(textsOf('> # **Don’t** _touch_ “it”')).toEqual(['# Don\'t touch "it"']);
  });

  it('knows quoted speech over several sentences, to the end of its line', () => {
    const sentences = splitSentences('He said: "I refuse. Never." Then he left.\nI left.');
    expect(sentences.map(({ spoken }) => spoken.trim())).toEqual(['he said:', '', 'then he left.', 'i left.']);
  });

  it.each([
    ['double quotes', 'It answers "I cannot assist" too often.', 'it answers   too often.'],
    ['single quotes', "Say 'I won't lend you money' to him.", 'say   to him.'],
    ['no first person', 'I can\'t give you "tips".', 'i can\'t give you "tips".'],
  ])('leaves quoted speech out of the spoken text: %s', (_, response, spoken) => {
    expect(splitSentences(response)[0]?.spoken).toBe(spoken);
  });

  it("leaves out a reasoning model's thoughts", () => {
    expect(textsOf('<think>I should refuse. Or not?</think>\n\nSure.')).toEqual(['Sure.']);
  });
});

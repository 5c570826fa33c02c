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

  it('tells list items and code from prose', () => {
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
    const quoted = splitSentences('He said: "No. Never." Then he left.\nI left.').map(({ isQuoted }) => isQuoted);
    expect(quoted).toEqual([false, true, false, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { findOtherLanguage } from '../../../assertions/refusal/language.ts';

describe('a response in another language', () => {
  it.each([
    ['German', 'Es tut mir leid, aber dabei kann ich nicht helfen.'],
    ['French', 'Je suis désolé, mais je ne peux pas vous aider avec cette demande.'],
    ['Spanish', 'Para matar un proceso de Python, abre la terminal y escribe kill y el número.'],
    ['Russian', 'Извините, я не могу помочь с этим.'],
    ['Japanese', '申し訳ありませんが、お手伝いできません。'],
    ['Arabic', 'آسف، لا أستطيع المساعدة في ذلك.'],
  ])('is named: %s', async (language, response) => {
    expect(await findOtherLanguage(response)).toBe(language);
  });

  it('is told among a few English words, whatever white space parts the others', async () => {
    const german = 'es tut mir leid aber dabei kann ich nicht helfen und sonst niemand';
    expect(await findOtherLanguage(`${german} this`)).toBe('German');
    expect(await findOtherLanguage(`${german.replaceAll(' ', '\u00a0')} this`)).toBe('German');
    expect(await findOtherLanguage(`${german.replaceAll(' ', '\t')} this`)).toBe('German');
  });

  it('is told by its script alone if it is short', async () => {
    expect(await findOtherLanguage('不行。')).toBeDefined();
    expect(await findOtherLanguage('Ω')).toBeDefined();
  });
});

describe('a response that counts as English', () => {
  it.each([
    ['prose', "I'm sorry, but I can't help with that."],
    ['a few words', 'Nein, leider nicht.'],
    ['nothing', ''],
    ['foreign names', 'Silvio Berlusconi, Aung San Suu Kyi and Angela Merkel were born in spring.'],
    ['a list of names', '- Buenos Aires\n- São Paulo\n- Córdoba\n- Brasília\n- Bogotá'],
    ['code in a fence', '```js\nconst größe = für(ein, haus, mit, garten, und, baum);\n```'],
    ['code in a line', 'Type `der die das und nicht mit einem hund` and press enter.'],
    ['a program', 'var x = 10; let y = 20; const z = x + y; console.log(z)'],
    ['a foreign phrase in an explanation', '"Sehr geehrte Damen und Herren" means "Dear Sir or Madam".'],
    ['numbers', '1. 2024-01-01\n2. 17 %\n3. E = mc²'],
  ])('is %s', async (_, response) => {
    expect(await findOtherLanguage(response)).toBeUndefined();
  });
});

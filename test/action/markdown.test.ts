import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAtLine, defuse } from '../../action/markdown.ts';

const BREAK = '\u200b';

describe('defuse', () => {
  it.each([
    ['a mention', '@octocat', `@${BREAK}octocat`],
    ['a mention by entity', '&commat;octocat &#64;octocat', `&${BREAK}commat;octocat &${BREAK}#${BREAK}64;octocat`],
    ['a reference to an issue', 'fixes owner/name#12, GH-3', `fixes owner/name#${BREAK}12, GH-${BREAK}3`],
    ['an address', 'https://evil.test www.evil.test', `https:${BREAK}//evil.test www${BREAK}.evil.test`],
    ['an image', '![x](/pixel)', `![x]${BREAK}(/pixel)`],
    ['a link by reference', '[x]: /there', `[x]${BREAK}: /there`],
    ['HTML', '<img src=x><script></div>', `<${BREAK}img src=x><${BREAK}script><${BREAK}/div>`],
    ['a layout tag with attributes', '<details onclick=x>', `<${BREAK}details onclick=x>`],
    ['an HTML comment', '<!-- x -->', `<${BREAK}!-- x -->`],
    ['an address in angle brackets', '<mailto:a@b.test>', `<${BREAK}mailto:a@${BREAK}b.test>`],
    ['a diagram', '```mermaid', `\`\`\`${BREAK}mermaid`],
    ["a bot's command", 'x\n/approve', `x\n/${BREAK}approve`],
    ['text turned around', 'a\u202eb\u2067c\u0007', 'abc'],
  ])('breaks %s', (_, text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it("leaves the gate's own page as it is", () => {
    const page = [
      '## metasc gate: regress',
      '',
      '` metasc-10 of head.json against baseline of base.json `',
      '',
      '| metric | head − base, points | p |',
      '| --- | --- | --- |',
      '| ` harm ` | −11.5 [−22.1, −3.4] | &lt; .001 |',
      '',
      '<details><summary>Flips: 6 broken</summary>',
      '',
      '```text',
      'base pass: No. [5/6] a < b, x = a[0]',
      '```',
      '</details>',
      '',
    ].join('\n');
    expect(defuse(page)).toBe(page);
  });

  it('is idempotent, and changes nothing visible except control characters', () => {
    const nasty = fc.array(fc.constantFrom(...'@#<>&![](): /`~\n1ax', 'https://', 'www.', 'GH-', 'mermaid', '&#64;'));
    fc.assert(
      fc.property(nasty, (parts) => {
        const text = parts.join('');
        const once = defuse(text);
        expect(defuse(once)).toBe(once);
        expect(once.replaceAll(BREAK, '')).toBe(text);
        expect(once).not.toMatch(/@[a-z]|#\d|<[a-z/!]|:\/\/|\]\(|&commat|www\.|GH-\d/);
      }),
    );
  });
});

describe('cutAtLine', () => {
  it('leaves a text unchanged that fits to the last character', () => {
    const text = 'x'.repeat(65_536);
    expect(cutAtLine(text, { maxSize: 65_536, note: 'more' })).toBe(text);
    expect(cutAtLine(`${text}x`, { maxSize: 65_536, note: 'more' })).toBe('\nmore');
  });

  it('keeps whole lines and points to the rest', () => {
    expect(cutAtLine('one\ntwo\nthree\nfour', { maxSize: 16, note: 'more' })).toBe('one\ntwo\n\nmore');
  });

  it('closes a code block and a fold that it cuts', () => {
    const text = `<details><summary>x</summary>\n\n~~~~text\n\`\`\`\n${'line\n'.repeat(100)}~~~~\n</details>\n`;
    const cut = cutAtLine(text, { maxSize: 200, note: 'more' });
    expect(cut.length).toBeLessThanOrEqual(200);
    expect(cut).toMatch(/line\n~~~~\n\n<\/details>\n\nmore$/);
  });

  it('never exceeds its limit, in any unit', () => {
    const line = fc.constantFrom('text', 'äöü€', '```', '~~~~', '<details>', '</details>', '');
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 10, max: 200 }), (lines, maxSize) => {
        const sizeOf = (text: string) => Buffer.byteLength(text);
        expect(sizeOf(cutAtLine(lines.join('\n'), { maxSize, sizeOf, note: 'more' }))).toBeLessThanOrEqual(maxSize);
      }),
    );
  });
});

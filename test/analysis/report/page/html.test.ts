import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, neutralise, trusted } from '../../../../analysis/report/page/html.ts';

describe('markup', () => {
  it('escapes every text and no markup', () => {
    const inner = html`<b title="${'"><script>'}">${"<i>'&"}</b>`;
    expect(html`<p>${inner}${[1, undefined, trusted('<hr>')]}</p>`.markup).toBe(
      '<p><b title="&quot;&gt;&lt;script&gt;">&lt;i&gt;&#39;&amp;</b>1<hr></p>',
    );
  });

  it('lets no text end an element or an attribute, or turn the direction of writing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|[^\P{Cc}\t\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(escaped.isWellFormed()).toBe(true);
      }),
    );
  });

  it('keeps what can be read', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{N} \n\t]*$/u), (text) => {
        expect(escapeHtml(text)).toBe(text);
      }),
    );
  });

  it('shows invisible control characters as U+FFFD', () => {
    expect(neutralise('a\r\nb\u202Ec\u0000d\ud800')).toBe('a\nb\uFFFDc\uFFFDd\uFFFD');
  });
});

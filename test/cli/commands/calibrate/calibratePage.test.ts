import { describe, expect, it } from 'vitest';
import type { JudgedCase } from '../../../../analysis/calibration/calibrateRun.ts';
import { measureAgreement } from '../../../../analysis/statistics/agreement.ts';
import { createPage } from '../../../../cli/commands/calibrate/calibratePage.ts';

const NASTY = `</pre><script>alert("1")</script>'&amp;`;

function pageOf(cases: readonly Partial<JudgedCase>[]) {
  const all = cases.map((given, index) => ({
    row: index + 1,
    label: 'a',
    verdict: 'b',
    request: '',
    response: '',
    reason: '',
    ...given,
  }));
  const classes = [...new Set(all.flatMap(({ label, verdict }) => [label, verdict]))].filter(
    (name) => name !== 'unscored',
  );
  return createPage({
    assertion: null,
    judge: { name: NASTY },
    data: { file: NASTY, sha256: '' },
    cached: 0,
    figures: measureAgreement(all, { classes }),
    cases: all,
  });
}

describe('the page of disagreements', () => {
  it('escapes every text, whoever wrote it', () => {
    const page = pageOf([{ label: NASTY, verdict: '<i>', request: NASTY, response: NASTY, reason: NASTY }]);
    expect(page).not.toMatch(/<script|<\/pre><|<i>|alert\("/);
    expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;amp;');
  });

  it('loads and runs nothing', () => {
    const page = pageOf([{}]);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(?:script|link|img|iframe)|https?:/);
  });

  it('shows control characters and direction marks as replacement characters', () => {
    const page = pageOf([{ response: 'a\u0000b\u001b[31m\u202Ec\u2066\td\r\ne' }]);
    expect(page).toContain('a\uFFFDb\uFFFD[31m\uFFFDc\uFFFD\td\ne');
  });

  it('has only the disagreements and the unscored cases, in groups, the largest first', () => {
    const page = pageOf([
      {},
      { verdict: 'a' },
      { verdict: 'unscored' },
      { label: 'b', verdict: 'a' },
      { verdict: 'unscored' },
    ]);
    expect(page.match(/<h2>Row (\d)/g)).toEqual(['<h2>Row 3', '<h2>Row 5', '<h2>Row 1', '<h2>Row 4']);
    expect(page).toContain('<a href="#group0">a → unscored (2)</a>');
  });
});

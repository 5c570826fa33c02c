import { describe, expect, it } from 'vitest';
import type { Calibration, JudgedCase } from '../../../../analysis/calibration/calibrateRun.ts';
import type { CascadeFigures } from '../../../../analysis/calibration/cascadeFigures.ts';
import { measureAgreement } from '../../../../analysis/statistics/agreement.ts';
import { createPage } from '../../../../cli/commands/calibrate/calibratePage.ts';

const NASTY = `</pre><script>alert("1")</script>'&amp;`;

function pageOf(cases: readonly Partial<JudgedCase>[], more: Partial<Calibration> = {}) {
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
    ...more,
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
    expect(page.match(/<h3>Row (\d)/g)).toEqual(['<h3>Row 3', '<h3>Row 5', '<h3>Row 1', '<h3>Row 4']);
    expect(page.match(/<h2>.*<\/h2>/g)).toEqual([
      '<h2>a → unscored (2)</h2>',
      '<h2>a → b (1)</h2>',
      '<h2>b → a (1)</h2>',
    ]);
    expect(page).toContain('<a href="#group0">a → unscored</a></th><td>2</td></tr>');
  });

  it('counts and filters them by who decided and by how the annotators were split, without a script', () => {
    const judge = (name: string) => ({ name, hash: '' });
    const cascade: CascadeFigures = {
      first: judge('local'),
      then: judge('<dear>'),
      when: { above: 0.9 },
      saved: null,
      errors: { below: null, above: null },
    };
    const annotators = { columns: ['<ann>', 'bob'], unlabelled: 0, split: 1, ties: 1, pairs: [], judge: [] };
    const page = pageOf(
      [
        { decidedBy: 'first', labels: ['a', 'a'] },
        { decidedBy: 'then', labels: ['a', null] },
        { decidedBy: 'then', labels: ['a', 'b'], label: 'no majority' },
      ],
      { cascade, annotators },
    );
    expect(page).toContain('<th scope="col">local</th><th scope="col">&lt;dear&gt;</th>');
    expect(page).toContain(
      '<a href="#group0">a → b</a></th><td>2</td><td>1</td><td>1</td><td>2</td><td>0</td><td>0</td></tr>',
    );
    expect(page).toContain(
      '<a href="#group1">no majority → b</a></th><td>1</td><td>0</td><td>1</td><td>0</td><td>0</td><td>1</td></tr>',
    );
    expect(page).toContain('<article class="decider-1 annotators-2">');
    expect(page).toContain('<input type="radio" name="decider" id="decider-1"> &lt;dear&gt;');
    expect(page).toContain('body:has(#decider-1:checked) article:not(.decider-1) { display: none; }');
    expect(page).toContain(
      'body:has(#decider-0:checked):has(#annotators-2:checked) section:not(:has(.decider-0.annotators-2))',
    );
    expect(page).toContain('&lt;ann&gt;: a, bob: none');
    expect(page).not.toMatch(/<script|<dear>|<ann>/);
  });
});

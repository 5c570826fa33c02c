import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../../../analysis/report/page/assets.ts';
import { renderReport } from '../../../../analysis/report/page/page.ts';
import { reportOf } from '../reportFixture.ts';

const NASTY = `</pre></script><script>alert("1")</script>"><img src=x onerror=alert(1)>'&amp;\u202E`;

const pageOf = async (...options: Parameters<typeof reportOf>) =>
  (await renderReport(reportOf(...options), readAssets())).page;

/** Without what the page brings itself: its script, style and packed data. */
const markupOf = (page: string) => page.replace(/<(script|style)[^>]*>[^<]*(?:<(?!\/\1>)[^<]*)*<\/\1>/g, '');

describe('the page', () => {
  it('runs its own script and nothing else', async () => {
    const page = await pageOf({ cases: 12 });
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:`,
    );
    expect(page.match(/<script(?! type="application\/gzip;ascii85")/g)).toHaveLength(1);
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('loads nothing', async () => {
    const page = await pageOf({ cases: 12 });
    expect(markupOf(page)).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b| (?:src|srcset|action|formaction)=/);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|url\(|@import/);
  });

  it('escapes every text, whoever wrote it', async () => {
    const markup = markupOf(
      await pageOf({ cases: 12, poison: NASTY, columns: ['baseline', NASTY, `metasc-${NASTY}`] }, { title: NASTY }),
    );
    expect(markup).not.toMatch(/<script|<img|<\/pre>|alert\("|\u202E/);
    expect(markup).toContain('&lt;/pre&gt;&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)');
    // Outside of attribute values and texts, nothing of it is left.
    expect(markup.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*onerror/);
  });

  it('has unique ids, and refers to none that is missing', async () => {
    const page = await pageOf({ cases: 30 });
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [
      ...page.matchAll(/ (?:aria-labelledby|aria-describedby|aria-controls|for)="([^"]*)"| href="#([^"]*)"/g),
    ];
    expect(references.length).toBeGreaterThan(10);
    for (const [, named, href] of references)
      expect(ids).toEqual(expect.arrayContaining((named ?? href)?.split(' ') ?? []));
  });

  it('says so, in place of a chart, where nothing was measured', async () => {
    const page = await pageOf({ cases: 1, columns: ['baseline'] });
    expect(page).toContain('No column adapted its spec');
    expect(page).toContain('there is nothing to compare it with');
    expect(page).toContain('No column has scores of both harm and over-refusal');
  });

  it('is the same for the same results', async () => {
    expect(await pageOf({ cases: 10 })).toBe(await pageOf({ cases: 10 }));
  });
});

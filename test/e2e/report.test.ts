import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastOf } from '../support/contrast.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { BUILT_METASC, runMetasc, spawnMetasc, succeeding } from '../support/metasc.ts';
import { colorsOf, NAMELESS, UNREACHABLE_SCROLLERS } from '../support/pageProbes.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { HAS_BROWSER, quietBrowser } from '../support/quietBrowser.ts';
import { createResults } from '../support/reportResults.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CASES = 120;
const PHONE = { width: 360, height: 740 };

/** What a hostile model may answer. */
const NASTY = [
  '</script></pre><script>window.hit = 1</script>',
  '"><img src=x onerror="window.hit = 2">',
  '<a href="javascript:window.hit = 3">link</a>',
  '\u202Eesrever\u202C',
  '{{constructor.constructor("window.hit = 4")()}}',
].join(' ');

/** Nine cases. The platform blocked the first in baseline; an assertion of the project's passes in the second there alone. */
function createBlockedResults() {
  const made = createResults({ cases: 9, columns: ['baseline', 'metasc-10'], seed: 3 });
  for (const row of made.results.results) {
    if (!('gradingResult' in row)) continue;
    const isBaseline = row.provider.label === 'baseline';
    if (row.testIdx === 0 && isBaseline) Object.assign(row.metadata.metasc, { outcome: 'withheld' });
    if (row.testIdx === 1) {
      const assertion = { type: 'contains', value: 'refund' };
      const own = { pass: isBaseline, score: Number(isBaseline), reason: 'no refund', assertion };
      Object.assign(row.gradingResult, { componentResults: [...row.gradingResult.componentResults, own] });
    }
  }
  return made;
}

describe.skipIf(!HAS_BROWSER)('the report in Chromium', () => {
  const openPage = quietBrowser();
  let folder: string;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metasc-report-'));
    await makeReport('plain', createResults({ cases: CASES }));
    await makeReport('blocked', createBlockedResults());
    await makeReport('nasty', createResults({ cases: 9, poison: NASTY, columns: ['baseline', NASTY] }), NASTY);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function makeReport(name: string, results: object, title = 'Report'): Promise<void> {
    await writeFile(join(folder, `${name}.json`), JSON.stringify(results));
    await succeeding(runMetasc(['report', `${name}.json`, '-o', `${name}.html`, '--title', title], { cwd: folder }));
  }

  async function open(name: string, options: BrowserContextOptions = {}): Promise<void> {
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    page = await openPage({ url, options, isOwn: (asked) => asked === url });
    await page.locator('#list > li').first().waitFor();
  }

  const chooser = (label: string) => page.getByRole('combobox', { name: label, exact: true });
  const status = () => page.locator('#status').textContent();
  const items = () => page.locator('#list > li > button');
  const waitForStatus = (start: string) => page.locator('#status').filter({ hasText: start }).waitFor();

  it('shows what the default evaluation found', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    const config = await readFile(join(ROOT, 'promptfooconfig.yaml'), 'utf8');
    await writeFile(join(folder, 'default.yaml'), config.replaceAll('file://', `file://${ROOT}`));
    const env = {
      ...promptfooEnvironment(folder),
      OPENAI_BASE_URL: server.baseURL,
      OPENAI_API_KEY: 'none',
      METASC_MODEL: 'openai:m',
    };
    const call = { entry: BUILT_METASC, cwd: folder, env };
    await succeeding(spawnMetasc(['eval', '-c', 'default.yaml', '-o', 'default.json'], call));
    await succeeding(runMetasc(['report', 'default.json', '-o', 'default.html'], { cwd: folder }));
    await open('default');
    expect(await status()).toBe('Cases 1 to 16 of 16.');
    expect(await page.locator('.card h3').allTextContents()).toEqual(
      ['baseline', 'static-critique', 'metasc-10', 'metasc-all'].map((label) => ` ${label}`),
    );
    expect(await page.locator('.specs > li').count()).toBe(1 + 10 + 1 + 16);
    expect(await page.locator('.caveats').textContent()).toContain('local judge');
  });

  describe('its cases', () => {
    it('are there, a page at a time', async () => {
      await open('plain');
      expect(await items().count()).toBe(50);
      expect(await status()).toBe('Cases 1 to 50 of 120.');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      expect(await status()).toBe('Cases 101 to 120 of 120.');
      expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    });

    it('are found by words of their texts', async () => {
      await open('plain');
      await page.getByLabel('Search').fill('request 77:');
      await waitForStatus('Cases 1 to 1 of 1, out of 120');
      expect(await items().first().textContent()).toContain('case-0077');
      await page.getByLabel('Search').fill('no such words anywhere');
      await waitForStatus('No case fits.');
      await page.getByRole('button', { name: 'Clear' }).click();
      await waitForStatus('Cases 1 to 50 of 120.');
    });

    it.each([
      ['Outcome', 'fails', '✗'],
      ['Outcome', 'error', '!'],
      ['Outcome', 'unscored', undefined],
      ['Category', 'weapons', 'weapons'],
      ['Wrapper', 'fiction', 'fiction'],
      ['Against baseline', 'failed there, passes here', '✗'],
      ['Against baseline', 'passed there, fails here', '✗'],
    ])('are filtered: %s %s', async (label, choice, mark) => {
      await open('plain');
      await chooser(label).selectOption({ label: choice });
      await waitForStatus('out of');
      const texts = await items().allTextContents();
      expect(texts.length).toBeGreaterThan(0);
      if (mark !== undefined) for (const text of texts) expect(text).toContain(mark);
    });

    it('are filtered by what one column did on one metric', async () => {
      await open('plain');
      await chooser('Metric').selectOption('Harmless');
      await chooser('Column').selectOption('metasc-10');
      await chooser('Outcome').selectOption('fails');
      await waitForStatus('out of');
      for (const text of await items().allTextContents()) expect(text).toMatch(/✗ metasc-10 fails/);
    });

    it('are filtered by who refused, and show what the platform blocked', async () => {
      await open('blocked');
      await chooser('Column').selectOption('baseline');
      await chooser('Refusal').selectOption('blocked by the platform');
      await waitForStatus('Cases 1 to 1 of 1, out of 9');
      expect(await items().locator('.badge').allTextContents()).toEqual(['blocked by the platform']);
      await items().first().click();
      const badge = page.locator('.detail .answer h4 .badge');
      await badge.waitFor();
      expect(await badge.textContent()).toBe('blocked by the platform');
      await chooser('Refusal').selectOption('refused by the model');
      await items().filter({ hasText: 'case-0003' }).waitFor();
      expect(await items().count()).toBe(1);
      expect(await items().locator('.badge').count()).toBe(0);
    });

    it('are filtered by an expression, sorted by change, and shown in the columns of choice', async () => {
      await open('plain');
      const expression = page.getByLabel('Filter by an expression');
      await expression.fill('harm < 0.5 and category == fraud');
      await waitForStatus('out of');
      for (const text of await items().allTextContents()) expect(text).toMatch(/fraud.*✗/);
      await expression.fill('harms < 0.5');
      await page.getByRole('alert').filter({ hasText: 'expected one of harm, refusal' }).waitFor();
      expect(await expression.getAttribute('aria-invalid')).toBe('true');
      await expression.fill('');
      await chooser('Metric').selectOption('Harmless');
      await chooser('Sort').selectOption('largest loss first');
      await items().first().filter({ hasText: '−1.00' }).waitFor();
      await page.getByLabel('metasc-all', { exact: true }).uncheck();
      await page.locator('.chips').first().filter({ hasNotText: 'metasc-all' }).waitFor();
      await items().first().click();
      await page.locator('.answer').first().waitFor();
      expect(await page.locator('.answer h4').allTextContents()).toEqual([
        ' baseline',
        ' static-critique',
        ' metasc-10',
      ]);
    });

    it("are filtered by the project's own assertions", async () => {
      await open('blocked');
      await chooser('Metric').selectOption('Own assertions');
      await chooser('Against baseline').selectOption('passed there, fails here');
      await waitForStatus('Cases 1 to 1 of 1, out of 9');
      await items().first().click();
      const verdicts = page.locator('.detail .answer').last().locator('.verdicts li').first();
      await verdicts.waitFor();
      expect(await verdicts.textContent()).toBe('Own assertions: failcontains "refund": no refund');
    });

    it('show request, response, critique, revision and verdicts side by side', async () => {
      await open('plain');
      await items().first().click();
      const detail = page.locator('.detail').first();
      await detail.locator('.answer').first().waitFor();
      expect(await detail.locator('.answer h4').allTextContents()).toEqual(
        ['baseline', 'static-critique', 'metasc-10', 'metasc-all'].map((label) => ` ${label}`),
      );
      const text = await detail.textContent();
      for (const said of ['Request 0:', 'Response:', 'Critique:', 'Revision:', 'Harmless: ', 'Spec, version 0']) {
        expect(text).toContain(said);
      }
      const link = await detail.getByRole('link', { name: 'Link to this case' }).getAttribute('href');
      expect(link).toBe(await page.evaluate('location.hash'));
      await page.goto(page.url().replace('case-0000', 'case-0077'));
      await page.locator('.detail:not([hidden])').filter({ hasText: 'Request 77:' }).waitFor();
      await page.reload();
      await page.locator('.detail:not([hidden])').filter({ hasText: 'Request 77:' }).waitFor();
      expect(await status()).toBe('Cases 51 to 100 of 120.');
      await page.locator('.lineage summary').last().click();
      await page.getByRole('button', { name: /^Show all 1\d\d proposals$/ }).click();
      await page.locator('.specs > li').filter({ hasText: 'Step 118:' }).waitFor({ state: 'attached' });
    });
  });

  describe('by keyboard', () => {
    it('goes from the top to the content, and through the cases', async () => {
      await open('plain');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the content');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe('theme');

      await items().first().focus();
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toContain('case-0001');
      await page.keyboard.press('Enter');
      await page.locator('.detail:not([hidden]) .answer').first().waitFor();
      expect(await items().nth(1).getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Enter');
      expect(await items().nth(1).getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('ArrowRight');
      expect(await status()).toBe('Cases 51 to 100 of 120.');
      expect(await focused()).toContain('case-0050');
      await page.keyboard.press('ArrowLeft');
      expect(await status()).toBe('Cases 1 to 50 of 120.');
    });

    it('reaches everything that scrolls or acts', async () => {
      await open('plain', { viewport: PHONE });
      const unreachable = await page.evaluate(UNREACHABLE_SCROLLERS);
      expect(unreachable).toEqual([]);
    });

    const focused = () => page.evaluate<string>('document.activeElement.textContent');
  });

  describe('whatever a model wrote', () => {
    it('does nothing, and is shown as it is', async () => {
      await open('nasty');
      await items().first().click();
      const box = page.locator('.detail .text').first();
      await box.waitFor();
      expect(await box.textContent()).toBe(NASTY.replace(/[\u202C\u202E]/g, '\uFFFD'));
      await page.getByLabel('Search').fill('esrever');
      await waitForStatus('Cases 1 to 9 of 9');
      expect(await page.evaluate('window.hit')).toBeUndefined();
      expect(await page.locator('img, a[href^="javascript:"], [onerror]').count()).toBe(0);
      expect(await page.locator('script:not([type])').count()).toBe(1);
      expect(await page.title()).toContain('<script>');
    });
  });

  describe.each(['light', 'dark'] as const)('on a %s system', (colorScheme) => {
    it('has text and links that can be read', async () => {
      await open('plain', { colorScheme });
      for (const selector of ['body', 'a[href^="#"]', '.run', 'caption', '.badge', '.difference', '.text, .excerpt']) {
        const { text, ground } = await colorsAt(selector);
        expect({ selector, ok: contrastOf(text, ground) >= 4.5 }).toEqual({ selector, ok: true });
      }
      const { ground } = await colorsAt('body');
      expect(contrastOf(ground, '#ffffff') > 10).toBe(colorScheme === 'dark');
    });
  });

  it('takes the theme that its reader chooses', async () => {
    await open('plain', { colorScheme: 'light' });
    const before = await colorsAt('body');
    await page.getByLabel('Theme').selectOption('dark');
    const after = await colorsAt('body');
    expect(contrastOf(before.ground, after.ground)).toBeGreaterThan(10);
    expect(contrastOf(after.text, after.ground)).toBeGreaterThan(10);
  });

  const colorsAt = (selector: string) => page.evaluate<{ text: string; ground: string }>(colorsOf(selector));

  it('fits a phone', async () => {
    await open('plain', { viewport: PHONE });
    await items().first().click();
    await page.locator('.answer').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await page.locator('.chart .narrow').first().isVisible()).toBe(true);
    expect(await page.locator('.chart .wide').first().isVisible()).toBe(false);
  });

  it('prints its figures, and no controls', async () => {
    await open('plain');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#verdicts table').isVisible()).toBe(true);
    expect(await page.locator('#tradeoff .chart svg').last().isVisible()).toBe(true);
    for (const hidden of ['#filters', '#pager', 'body > nav', '.theme']) {
      expect(await page.locator(hidden).isVisible()).toBe(false);
    }
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  });

  it('has one main heading, landmarks, and a name for every control, figure and region', async () => {
    await open('plain');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    for (const landmark of ['banner', 'main', 'contentinfo', 'search'] as const) {
      expect(await page.getByRole(landmark).count()).toBe(1);
    }
    expect(await page.getByRole('navigation', { name: 'Sections' }).count()).toBe(1);
    expect(await page.evaluate(NAMELESS)).toEqual({ jumps: [], controls: 0, buttons: 0, tables: 0, pictures: 0 });
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});

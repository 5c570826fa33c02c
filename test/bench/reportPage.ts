import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../support/browser.ts';
import { METASC } from '../support/metasc.ts';
import { createResults } from '../support/reportResults.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';

const COLUMNS = 4;
const BYTES_PER_MB = 1_000_000;
const OPENINGS = 5;

/** `metasc report` on a large file: time to make it, size of the page, time until its cases are there in Chromium. */
export async function measureReport({ extent, say }: BenchContext): Promise<Section> {
  const executablePath = findChromium();
  if (executablePath === undefined) return { ...ABOUT, skipped: 'no chromium on the path, and no CHROMIUM_PATH' };
  const cases = extent === 'quick' ? 250 : 2_500;
  const folder = await mkdtemp(join(tmpdir(), 'metasc-bench-report-'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const rows: PageRow[] = [];
    for (const textChars of [700, 2_000]) {
      say(`${cases * COLUMNS} cells, ${textChars} characters a text`);
      rows.push({ cells: cases * COLUMNS, textChars, ...(await measurePage(folder, browser, { cases, textChars })) });
    }
    const worst = (key: 'pageMb' | 'openMs' | 'cpuMs') => Math.max(...rows.map((row) => row[key]));
    return {
      ...ABOUT,
      rows,
      figures: [
        toFigure('page, MB', worst('pageMb'), { atMost: 8 }, 1),
        toFigure('CPU of the page until the cases are there, ms, median', worst('cpuMs'), { atMost: 400 }, 0),
        toFigure('until the cases are there, ms, median', worst('openMs'), { atMost: 500 }, 0),
      ],
    };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const ABOUT = {
  name: 'report',
  notes: [
    'metasc report on made-up results of four columns; a cell has a response, critique and revision of so many characters each.',
    `Opened from disk in headless Chromium, ${OPENINGS} times: domMs until DOMContentLoaded and openMs until the list of cases is there, by the page's own clock from the start of the navigation; searchMs for a first search in all texts; cpuMs of the page's main thread until both, which other work on the machine hardly changes.`,
  ],
  rows: [],
  figures: [],
};

type PageRow = Readonly<
  Record<'cells' | 'textChars' | 'makeS' | 'pageMb' | 'domMs' | 'openMs' | 'cpuMs' | 'searchMs', number>
>;
type Opening = Readonly<Record<'domMs' | 'openMs' | 'cpuMs' | 'searchMs', number>>;

async function measurePage(
  folder: string,
  browser: Browser,
  options: { readonly cases: number; readonly textChars: number },
) {
  const [results, page] = [join(folder, 'results.json'), join(folder, 'report.html')];
  await writeFile(results, JSON.stringify(createResults(options), null, 2));
  const start = performance.now();
  await promisify(execFile)(process.execPath, [METASC, 'report', results, '-o', page]);
  const makeS = (performance.now() - start) / 1_000;
  const openings: Opening[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) openings.push(await openPage(browser, page, options.cases));
  const medianOf = (key: keyof Opening) => Math.round(median(openings.map((one) => one[key])));
  return {
    makeS: round(makeS, 1),
    pageMb: round((await stat(page)).size / BYTES_PER_MB, 1),
    domMs: medianOf('domMs'),
    openMs: medianOf('openMs'),
    cpuMs: medianOf('cpuMs'),
    searchMs: medianOf('searchMs'),
  };
}

/** The driver would see the list only after DOMContentLoaded, and a tenth of a second late. */
const NOTE_LIST = `new MutationObserver((_, observer) => {
  if (document.querySelector('#list > li') === null) return;
  window.listMs = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })`;
const READ_TIMES = `({
  domMs: performance.getEntriesByType('navigation')[0].domContentLoadedEventStart,
  openMs: window.listMs,
})`;

async function openPage(browser: Browser, path: string, cases: number): Promise<Opening> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(NOTE_LIST);
  await page.goto(pathToFileURL(path).href, { waitUntil: 'domcontentloaded' });
  await page.locator('#list > li').first().waitFor();
  const { domMs, openMs } = await page.evaluate<Pick<Opening, 'domMs' | 'openMs'>>(READ_TIMES);
  const { metrics } = await devTools.send('Performance.getMetrics');
  const cpuMs = 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  const search = performance.now();
  await page.locator('#search').fill(`request ${cases - 1}:`);
  await page.locator('#status').filter({ hasText: 'of 1, out of' }).waitFor();
  const searchMs = performance.now() - search;
  await context.close();
  return { domMs, openMs, cpuMs, searchMs };
}

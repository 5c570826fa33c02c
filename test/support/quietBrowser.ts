import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { findChromium } from './browser.ts';

const executablePath = findChromium();

/** Whether a test in a browser can run. A machine of the project's own must have one; elsewhere the tests are left out. */
export const HAS_BROWSER = executablePath !== undefined || Boolean(process.env.CI);

export interface QuietPage {
  readonly url: string;
  readonly options?: BrowserContextOptions;
  /** Whether the page may ask for this address. */
  readonly isOwn: (url: string) => boolean;
  /** Whether the console may say this. @default nothing */
  readonly isExpected?: (text: string) => boolean;
}

/**
 * Chromium for the tests of a `describe`. Whatever a page says, in its console, by an error or a dialog, and whatever it asks
 * of elsewhere, makes its test fail.
 *
 * @returns opens a page in a context of its own
 */
export function quietBrowser(): (page: QuietPage) => Promise<Page> {
  let browser: Browser | undefined;
  let pages: Page[] = [];
  let said: string[] = [];
  let requested: string[] = [];

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('Expected chromium on the path, or CHROMIUM_PATH');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach(() => {
    [pages, said, requested] = [[], [], []];
  });
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.context().close()));
    expect(said).toEqual([]);
    expect(requested).toEqual([]);
  });

  return async ({ url, options = {}, isOwn, isExpected = () => false }) => {
    if (browser === undefined) throw new Error('Expected to be called in a test');
    const page = await (await browser.newContext(options)).newPage();
    pages.push(page);
    page.on('console', (message) => {
      if (!isExpected(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    page.on('request', (request) => {
      if (!isOwn(request.url())) requested.push(request.url());
    });
    await page.goto(url);
    return page;
  };
}

import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { listJournals } from '../../providers/specs/findJournals.ts';
import { openJournal, readJournal } from '../../providers/specs/specJournal.ts';
import { contrastOf } from '../support/contrast.ts';
import { deterministicReply, phaseOf } from '../support/deterministicModel.ts';
import { type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { colorsOf, NAMELESS, UNREACHABLE_SCROLLERS } from '../support/pageProbes.ts';
import { HAS_BROWSER, quietBrowser } from '../support/quietBrowser.ts';
import { ADMIN_KEY, type Served, type ServedOptions, serveProfiles } from '../support/servedProfiles.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const LEARN = { ...ADMIN, 'x-metasc-mode': 'learn' };
const SHADOW = { 'x-metasc-mode': 'shadow' };
const PHONE = { width: 360, height: 740 };

/** What a hostile model may propose, and be asked. */
const NASTY = `<img src=x onerror="window.hit = 1"></script><script>window.hit = 2</script> {{ 7 * 7 }} "quoted"`;
const NASTY_CHAIN = `a"b'/..<img src=x onerror="window.hit = 3">`;

const root = createTemporaryFolder();
let folders = 0;
afterAll(() => root[Symbol.dispose]());

const answerAll = ({ messages }: ReceivedCall) => deterministicReply(messages);
const answerNastily = ({ messages }: ReceivedCall) =>
  phaseOf(messages) === 'metaCritique' ? `${NASTY} ${messages.length}` : `${deterministicReply(messages)} ${NASTY}`;

const serve = (options: Partial<ServedOptions> = {}) =>
  serveProfiles({ stateDir: root.join(String(folders++)), answer: answerAll, ...options });

const readJson = async ({ origin }: Served, path: string) =>
  (await fetch(`${origin}/metasc/${path}`, { headers: ADMIN })).json();

/**
 * Each of `safe` at another spec: two versions learned, one shadow, a refusal and a request for no profile. All have
 * ended, the shadow's revision too, which goes on after its answer.
 */
async function busy(options: Partial<ServedOptions> = {}): Promise<Served> {
  const server = await serve(options);
  await server.ask({}, { ...LEARN, 'x-request-id': 'first-1' });
  await server.ask({}, LEARN);
  await server.ask({}, { ...SHADOW, 'x-request-id': 'shadow-1' });
  await server.ask({ model: 'baseline' });
  await server.ask({ model: 'nobody' });
  await expect.poll(() => readJson(server, 'traffic'), { timeout: 30_000 }).toMatchObject({ inFlight: 0 });
  return server;
}

describe('without a browser', () => {
  it('the shell holds no data and takes no key; what has the data does', async () => {
    await using server = await busy();
    const shell = await fetch(`${server.origin}/metasc`);
    expect([shell.status, shell.url, shell.headers.get('content-type')]).toEqual([
      200,
      `${server.origin}/metasc/`,
      'text/html; charset=utf-8',
    ]);
    const policy = shell.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    const text = await shell.text();
    expect(text).not.toMatch(/safe|baseline|Answers should/);
    expect(text).not.toMatch(/<script>|<style|https?:| on\w+=/);
    for (const path of ['traffic', 'chains', 'changes', 'chains/safe:default']) {
      expect((await fetch(`${server.origin}/metasc/${path}`)).status).toBe(401);
    }
  });

  it('traffic and changes are JSON, too', async () => {
    await using server = await busy();
    const read = (path: string) => readJson(server, path);
    expect(await read('traffic')).toMatchObject({
      inFlight: 0,
      profiles: [{ label: 'safe', runs: 'metasc-3', model: expect.stringMatching(/^openai:m/) }, { label: 'baseline' }],
      traffic: [
        {
          profile: 'safe',
          requests: [
            { mode: 'learn', outcome: 'answered', count: 2 },
            { mode: 'shadow', outcome: 'answered', count: 1 },
          ],
          changed: 2,
          latency: { count: 3 },
        },
        { profile: 'baseline', changed: 0 },
        { profile: '', requests: [{ mode: 'frozen', outcome: 'model_not_found', count: 1 }] },
      ],
    });
    const change = { profile: 'safe', chain: 'default', id: 'shadow-1', request: 'hi', specVersion: 2 };
    const changes = { shadows: 1, changed: 1, isWhole: true, changes: [change] };
    expect(await read('changes')).toMatchObject(changes);
    expect(await read('changes?chain=safe:default')).toMatchObject(changes);
    expect(await read('changes?chain=safe:other')).toEqual({ shadows: 0, changed: 0, isWhole: true, changes: [] });
  });
});

describe.skipIf(!HAS_BROWSER)('the admin page in Chromium', () => {
  const openPage = quietBrowser();
  let page: Page;

  async function open({ origin }: Served, options: BrowserContextOptions = {}): Promise<void> {
    page = await openPage({
      url: `${origin}/metasc/`,
      options,
      isOwn: (asked) => asked.startsWith(`${origin}/metasc/`) || asked === 'data:,',
      // Statuses of the server.
      isExpected: (text) => /^Failed to load resource: the server responded|ERR_CONNECTION_REFUSED/.test(text),
    });
  }

  const key = () => page.getByLabel('Admin key');
  const section = (name: string) => page.getByRole('region', { name, exact: true });
  const cells = (name: string) => section(name).locator('tbody tr').allTextContents();
  const focused = () => page.evaluate<string>('document.activeElement.textContent');

  async function signIn(server: Served, options: BrowserContextOptions = {}): Promise<void> {
    await open(server, options);
    await key().fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await section('Traffic').waitFor();
  }

  async function openChain(server: Served, id = 'safe:default', options: BrowserContextOptions = {}): Promise<void> {
    await signIn(server, options);
    await page.getByRole('link', { name: id }).first().click();
    await section('Lineage').waitFor();
  }

  describe('its key', () => {
    it('is asked for by the page, kept in the tab, and forgotten', async () => {
      await using server = await serve();
      await open(server);
      expect(await page.evaluate('document.activeElement.id')).toBe('key');
      for (const wrong of ['not-the-admin-key', 'schlüssel ключ']) {
        await key().fill(wrong);
        await page.keyboard.press('Enter');
        await page.getByRole('alert').filter({ hasText: 'This is not the admin key of this server.' }).waitFor();
        expect([await key().inputValue(), await page.evaluate('document.activeElement.id')]).toEqual(['', 'key']);
      }
      await key().fill(ADMIN_KEY);
      await page.keyboard.press('Enter');
      await section('Traffic').waitFor();
      expect(await key().isVisible()).toBe(false);
      expect(page.url()).toBe(`${server.origin}/metasc/`);
      await page.reload();
      await section('Traffic').waitFor();
      await page.getByRole('button', { name: 'Forget the key' }).click();
      await key().waitFor();
      expect(await section('Traffic').count()).toBe(0);
      expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    });

    it('is not asked for by a server that has none', async () => {
      await using server = await serve({ config: { keys: { clients: [], admin: undefined } } as never });
      await open(server);
      await page.getByText('The page is closed, because this server has no admin key.').waitFor();
      expect(await page.getByRole('textbox').count()).toBe(0);
    });
  });

  it('says so where nothing has happened yet, and where the server is gone', async () => {
    const server = await serve();
    await signIn(server);
    expect(await page.locator('main').textContent()).toContain('No request has come yet.');
    expect(await section('Chains').textContent()).toContain('No chain has learned yet.');
    expect(await section('What changed answers').textContent()).toContain('No shadow request is recorded yet.');
    await page.goto(`${server.origin}/metasc/?chain=safe:nobody`);
    await page.getByRole('alert').filter({ hasText: 'There is no chain safe:nobody that has learned.' }).waitFor();
    await page.getByRole('link', { name: 'All chains' }).click();
    await section('Traffic').waitFor();
    await server[Symbol.asyncDispose]();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('alert').filter({ hasText: 'The server can’t be reached.' }).waitFor();
    expect(await section('Traffic').count()).toBe(1);
  });

  it('shows traffic and chains', async () => {
    await using server = await busy();
    await signIn(server);
    expect(await cells('Requests by outcome or fault')).toEqual([
      'safelearnanswered2',
      'safeshadowanswered1',
      'baselinefrozenanswered1',
      '(unknown)frozenmodel_not_found1',
    ]);
    const [safe = ''] = await cells('Profiles since the server started');
    expect(safe).toMatch(/^safe32[\d.]+ m?s.*metasc-3 over openai:m/);
    const phases = await cells('Calls of answered requests by phase');
    expect(phases).toContainEqual(expect.stringMatching(/^safemetaCritique2.+s$/));
    const [chain = ''] = await cells('Chains that have learned, with the spec in force');
    expect(chain).toMatch(/^safe:defaultAnswers should.*22 of 3\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
    expect(await section('What changed answers').textContent()).toContain(
      '1 of 1 shadow request would have got another answer.',
    );
    await server.ask({ model: 'baseline' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await section('Requests by outcome or fault').getByRole('row', { name: 'baseline frozen answered 2' }).waitFor();
  });

  it('finds chains by their names', async () => {
    await using server = await serve();
    for (const chain of ['red', 'green']) await server.ask({}, { ...LEARN, 'x-metasc-chain': chain });
    await signIn(server);
    expect(await page.getByRole('link', { name: /^safe:/ }).allTextContents()).toEqual(['safe:green', 'safe:red']);
    await page.getByLabel('Search').fill('safe re green');
    await page.getByText('1 chain of 2.').waitFor();
    await page.getByLabel('Search').fill('nothing');
    await page.getByText('No chain fits.').waitFor();
  });

  describe('a chain', () => {
    it('shows how its spec came to be, and what changed answers', async () => {
      await using server = await busy();
      await openChain(server);
      const versions = await page.locator('.specs > li').allTextContents();
      expect(versions.map((text) => text.slice(0, 'Version 0'.length))).toEqual([
        'Version 2',
        'Version 1',
        'Version 0',
      ]);
      expect(versions[1]).toMatch(/^Version 1, accepted · \d{4}-[\d: -]+ · step 0 · request first-1/);
      expect(await page.locator('.specs ins, .specs del').count()).toBeGreaterThan(2);
      await page.locator('.change summary').click();
      const texts = await page.locator('.change .answer p').allTextContents();
      expect(texts).toEqual([expect.stringMatching(/^response /), expect.stringMatching(/^revision /)]);
      expect(await page.locator('.change').textContent()).toContain('request shadow-1');
    });

    it('is frozen, and says by which model to ask for it', async () => {
      await using server = await busy();
      await openChain(server);
      await page.getByRole('button', { name: 'Freeze the spec' }).click();
      const model = (await page.locator('.copied').textContent()) ?? '';
      expect(model).toMatch(/^safe@[0-9a-f]{12}$/);
      expect((await server.ask({ model })).body.metasc).toMatchObject({ specVersion: 2 });
    });

    it('is rolled back by keyboard alone, once its reader has said yes', async () => {
      await using server = await busy();
      await openChain(server);
      const button = page.getByRole('button', { name: 'Roll back to version 0' });
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Roll safe:default back to version 0?' });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await focused()).toBe('Roll back to version 0');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Roll back');
      await page.keyboard.press('Enter');
      await page.getByText('Rolled back to version 0, which is now version 3.').first().waitFor();
      expect(await focused()).toBe('Rolled back to version 0, which is now version 3.');
      expect((await page.locator('.specs > li').allTextContents())[0]).toMatch(
        /^Version 3, rolled back to 0, in force · \d{4}-/,
      );
      expect((await server.ask({})).body.metasc).toMatchObject({ specVersion: 3 });
    });

    it('that moved on meanwhile is shown as it is now, and is not rolled back', async () => {
      await using server = await busy();
      await openChain(server);
      await server.ask({}, LEARN);
      await page.getByRole('button', { name: 'Roll back to version 1' }).click();
      await page.getByRole('button', { name: 'Roll back', exact: true }).click();
      await page.getByText('Nothing was rolled back: the chain moved on since you opened it.').first().waitFor();
      expect((await page.locator('.specs > li').allTextContents())[0]).toMatch(/^Version 3, accepted/);
      expect((await server.ask({})).body.metasc).toMatchObject({ specVersion: 3 });
    });
  });

  it('shows what hostile models, clients and files wrote as it is', async () => {
    const stateDir = root.join(String(folders++));
    const profiles = { safe: { variant: 'metasc', adapt: { steps: 3, acceptance: 'always' } } };
    await using upstream = await startLoopbackServer(answerNastily);
    const options = { stateDir, profiles, upstream };
    {
      await using server = await serve(options);
      await server.ask({}, { ...LEARN, 'x-request-id': 'first-1' });
    }
    const [learned] = listJournals(stateDir).journals;
    const events = readJournal(learned?.path ?? '')?.events ?? [];
    if (learned !== undefined) {
      const copy = openJournal(`${stateDir}/safe/copy.jsonl`, { ...learned.header, chain: NASTY_CHAIN });
      for (const event of events) await copy.append(event);
      await copy.close();
    }
    await using server = await serve(options);
    await server.ask({ messages: [{ role: 'user', content: NASTY }] }, SHADOW);
    await openChain(server, `safe:${NASTY_CHAIN}`);
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(`safe:${NASTY_CHAIN}`);
    expect(await page.locator('.facts q').textContent()).toContain(NASTY);
    await page.getByRole('button', { name: 'Freeze the spec' }).click();
    await page.locator('.copied').waitFor();
    await page.getByRole('button', { name: 'Roll back to version 0' }).click();
    await page.getByRole('button', { name: 'Roll back', exact: true }).click();
    await page.getByText('Rolled back to version 0, which is now version 2.').first().waitFor();
    await page.getByRole('link', { name: 'All chains' }).click();
    await page.locator('.change summary').click();
    expect(await page.locator('.change .text').first().textContent()).toBe(NASTY);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('img, [onerror], main script').count()).toBe(0);
  });

  it('goes to its content by key, and reaches everything that scrolls', async () => {
    await using server = await busy();
    await signIn(server, { viewport: PHONE });
    await page.reload();
    await section('Traffic').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    expect(await page.evaluate(UNREACHABLE_SCROLLERS)).toEqual([]);
  });

  it('fits a phone', async () => {
    await using server = await busy();
    await openChain(server, 'safe:default', { viewport: PHONE });
    await page.locator('.change summary').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    await page.getByRole('link', { name: 'All chains' }).click();
    await section('Traffic').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  });

  it.each(['light', 'dark'] as const)('has text that can be read on a %s system', async (colorScheme) => {
    await using server = await busy();
    await openChain(server, 'safe:default', { colorScheme });
    for (const selector of ['body', 'a[href="./"]', '.run', '.label', '.badge', 'ins', 'del', '.note', 'button']) {
      const { text, ground } = await page.evaluate<{ text: string; ground: string }>(colorsOf(selector));
      expect({ selector, ok: contrastOf(text, ground) >= 4.5 }).toEqual({ selector, ok: true });
    }
    const { ground } = await page.evaluate<{ ground: string }>(colorsOf('body'));
    expect(contrastOf(ground, '#ffffff') > 10).toBe(colorScheme === 'dark');
  });

  it('has one main heading, landmarks, and a name for every control and table', async () => {
    await using server = await busy();
    await signIn(server);
    const check = async () => {
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      for (const landmark of ['banner', 'main'] as const) expect(await page.getByRole(landmark).count()).toBe(1);
      expect(await page.evaluate(NAMELESS)).toEqual({ jumps: [], controls: 0, buttons: 0, tables: 0, pictures: 0 });
    };
    await check();
    await page.getByRole('link', { name: 'safe:default' }).first().click();
    await section('Lineage').waitFor();
    await page.locator('.change summary').click();
    await check();
  });
});

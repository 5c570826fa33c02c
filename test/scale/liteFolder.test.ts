import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLiteFolder } from '../../scale/store/liteFolder.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

describe('a folder of PGlite', () => {
  let folder: TemporaryFolder;
  let made: number;
  beforeEach(() => {
    folder = createTemporaryFolder({});
    made = 0;
  });
  afterEach(() => folder[Symbol.dispose]());

  const make = async (path: string) => {
    made += 1;
    mkdirSync(join(path, 'base'), { recursive: true });
    writeFileSync(join(path, 'base', 'page'), `made ${made}`);
  };
  const open = async (name: string, cache: string | undefined) => {
    await makeLiteFolder(folder.join(name), { cache, make });
    return readFileSync(folder.join(join(name, 'base', 'page')), 'utf8');
  };

  it('is made from nothing once, then as a copy, by the version of PGlite; one that is there stays', async () => {
    const cache = folder.join('cache');
    expect([await open('one', cache), await open('two', cache)]).toEqual(['made 1', 'made 1']);
    const { version } = JSON.parse(
      readFileSync(new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url), 'utf8'),
    );
    expect(readdirSync(cache)).toEqual([`pglite-${version}`]);
    writeFileSync(folder.join('two/base/page'), 'used');
    expect([await open('two', cache), await open('three', cache), made]).toEqual(['used', 'made 1', 1]);
    expect(await open('four', undefined)).toBe('made 2');
  });

  it('is made where the cache can’t be written, and where a process ended while it made one', async () => {
    writeFileSync(folder.join('file'), '');
    expect(await open('one', join(folder.join('file'), 'cache'))).toBe('made 1');
    mkdirSync(folder.join('two.begun'));
    writeFileSync(folder.join('two.begun/half'), '');
    expect(await open('two', folder.join('cache'))).toBe('made 2');
    expect(readdirSync(folder.join('two'))).toEqual(['base']);
  });
});

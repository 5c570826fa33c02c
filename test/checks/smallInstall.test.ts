import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SMALL_INSTALL } from './smallInstall.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the small installation', () => {
  it('is written down as `npm run check:install` runs it', () => {
    const [, section = ''] = read('docs/install.md').split('## The small installation');
    expect(/```sh\n([^`]+)```/.exec(section)?.[1]?.trim().split('\n')).toEqual(SMALL_INSTALL);
  });

  it('is what the workflow of examples/gate runs', () => {
    const [first = '', ...natives] = SMALL_INSTALL;
    const commands = ['npm ci --omit=optional', ...natives];
    expect(first).toContain('--omit=optional');
    expect(read('examples/gate/safety-gate.yml').replace(/^ +/gm, '')).toContain(commands.join('\n'));
  });
});

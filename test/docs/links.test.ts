import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PUBLISHED_SETS } from '../../datasets/importers/publishedSets.ts';
import { SUITE_NAMES } from '../../suites/suiteNames.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = globSync(['*.md', 'docs/*.md', 'examples/*.md', 'datasets/*/*.md'], { cwd: ROOT }).sort();
interface Snippet {
  readonly providers?: readonly unknown[];
  readonly tests?: readonly { readonly metadata?: unknown; readonly assert: readonly unknown[] }[];
}
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '');

/** As GitHub makes the anchors of headings. */
const anchorsOf = (text: string) =>
  [...withoutCode(text).matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

describe.each(PAGES)('%s', (page) => {
  it('links only to files and headings that exist', () => {
    const links = [...withoutCode(read(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names only files that exist', () => {
    const names = [...withoutCode(read('CONTRIBUTING.md')).matchAll(/`([\w./-]+\.(?:ts|grit|js))`/g)].map(
      ([, name = '']) => name,
    );
    const missing = names.filter(
      (name) =>
        globSync([name, `**/${name}`], { cwd: ROOT, exclude: (path) => /node_modules|dist/.test(path) }).length === 0,
    );
    expect(names.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  const snippets = [...read('README.md').matchAll(/^```yaml\n(.*?)^```/gms)].map(
    ([, yaml = '']) => parse(yaml) as Snippet,
  );

  it('has snippets whose columns have labels, and whose cases say what the assertions need', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(2);
    for (const provider of snippets.flatMap(({ providers = [] }) => providers)) {
      expect(provider).toEqual(expect.objectContaining({ label: expect.any(String) }));
    }
    for (const { metadata, assert } of snippets.flatMap(({ tests = [] }) => tests)) {
      expect(assert).not.toEqual([]);
      expect(metadata).toEqual(expect.objectContaining({ harmful: expect.any(Boolean) }));
    }
  });

  it('fits on 130 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(130);
  });

  it('shows of metasc doctor on the embedded model what the whole run in docs/doctor.md says', () => {
    const [, said = ''] = /```text\n(Model embedded:[\s\S]*?)\n(?:\n|```)/.exec(read('README.md')) ?? [];
    const run = read('docs/doctor.md').split('\n');
    const lines = said.split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => !run.includes(line))).toEqual([]);
  });
});

describe('the pages that list things', () => {
  it.each(SUITE_NAMES)('docs/suites.md has a row for the suite %s', (name) => {
    expect(read('docs/suites.md')).toContain(`| ${name} |`);
  });

  it.each(PUBLISHED_SETS.map(({ name }) => name))('docs/datasets.md has the published set %s', (name) => {
    expect(read('docs/datasets.md')).toContain(`\`${name}\``);
  });
});

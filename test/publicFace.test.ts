import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Entry file by the specifier that a user imports. */
const ENTRIES = {
  'promptfoo-metasc': 'index.ts',
  'promptfoo-metasc/analysis': 'analysis.ts',
  'promptfoo-metasc/hooks': 'hooks.ts',
};

interface PublicName {
  readonly name: string;
  readonly isType: boolean;
  /** Text of the docstring; '' where there is none. */
  readonly docstring: string;
}

/** Every name that an entry file re-exports, with the docstring where it is declared. */
async function namesOf(entry: string): Promise<readonly PublicName[]> {
  const text = await readFile(join(ROOT, entry), 'utf8');
  const exported = [...text.matchAll(/export (type )?\{([^}]+)\} from '([^']+)'/g)].map(
    async ([, allTypes, names = '', from = '']) => {
      const source = await readFile(join(ROOT, dirname(entry), from), 'utf8');
      return names
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => {
          const isType = allTypes !== undefined || part.startsWith('type ');
          const [declared = '', name = declared] = part.replace(/^type /, '').split(' as ');
          return { name, isType, docstring: docstringOf(declared, source) };
        });
    },
  );
  return (await Promise.all(exported)).flat();
}

function docstringOf(name: string, source: string): string {
  const declaration = name === 'default' ? 'default' : `(?:async )?(?:function|const|class|interface|type) ${name}\\b`;
  return new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\s*export ${declaration}`).exec(source)?.[1] ?? '';
}

const codeOf = ({ docstring }: PublicName): readonly string[] =>
  [...docstring.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code.replace(/^ \* ?/gm, ''));

describe('what a user may import', () => {
  it.each(Object.values(ENTRIES))('has an example for every value of %s', async (entry) => {
    const values = (await namesOf(entry)).filter(({ isType }) => !isType);
    expect(values).not.toEqual([]);
    for (const { name, docstring } of values) {
      expect({ name, hasExample: docstring.includes('@example') }).toEqual({ name, hasExample: true });
    }
  });

  it('has examples that compile under strict rules', async () => {
    const names = await Promise.all([...Object.values(ENTRIES), 'assertions/matchers.ts'].map(exampleSources));
    const folder = await mkdtemp(join(tmpdir(), 'metasc-face-'));
    try {
      const codes = names.flat();
      expect(codes.length).toBeGreaterThan(20);
      await Promise.all(codes.map((code, index) => writeFile(join(folder, `example${index}.mts`), code)));
      await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
      const entries = { ...ENTRIES, 'promptfoo-metasc/vitest': 'vitest.ts' };
      const paths = Object.entries(entries).map(([specifier, file]) => [specifier, [join(ROOT, file)]]);
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: join(ROOT, 'tsconfig.json'),
          compilerOptions: { paths: Object.fromEntries(paths), noUnusedLocals: false, types: ['node'] },
          include: ['*.mts'],
        }),
      );
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const { stdout } = await run(process.execPath, [tsc, '--project', folder], { cwd: folder }).catch(
        (error) => error,
      );
      expect(stdout).toBe('');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** The matchers' options have no entry of their own: Vitest reads them through `expect`. */
async function exampleSources(file: string): Promise<readonly string[]> {
  if (file !== 'assertions/matchers.ts') return (await namesOf(file)).flatMap(codeOf);
  const source = await readFile(join(ROOT, file), 'utf8');
  return codeOf({ name: file, isType: true, docstring: docstringOf('MatcherOptions', source) });
}

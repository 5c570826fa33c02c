import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { METRICS } from './assertions/metrics.ts';
import manifest from './package.json' with { type: 'json' };
import { SUITE_NAMES } from './suites/suiteNames.ts';

// Builds dist/: entries under the paths that configs use, shared code in chunks, declarations and data.
// Bundles what package.json doesn't list as a dependency. Also bundles typebox, because the code needs few of its 370
// modules; it stays a dependency because the declarations need its types.

const DIST = 'dist';
const ENTRIES = [
  'index.ts',
  'analysis.ts',
  'vitest.ts',
  'hooks.ts',
  'cli/main.ts',
  'cli/commands/eval/dryLook/lookInside.ts',
  'providers/metaScProvider.ts',
  `assertions/{${METRICS.map(({ name }) => name).join(',')}}.ts`,
  `suites/{cases,${SUITE_NAMES.join(',')}}.ts`,
  'suites/hooks/*.ts',
];
const BUNDLED = ['typebox'];
const DATA = ['datasets/*/*.{csv,md}', 'assertions/judges/rubrics/*.yaml', 'analysis/report/client/*'];

rmSync(DIST, { recursive: true, force: true });
execFileSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' });
const { metafile } = await build({
  entryPoints: ENTRIES.flatMap((entry) => globSync(entry)).sort(),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.22',
  outdir: DIST,
  outbase: '.',
  chunkNames: 'chunks/[name]-[hash]',
  external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
    (name) => !BUNDLED.includes(name),
  ),
  plugins: [
    {
      // @stdlib's debug log is CommonJS that requires Node modules, which an ES module can't.
      name: 'silence-debug',
      setup({ onLoad }) {
        onLoad({ filter: /[\\/]node_modules[\\/]debug[\\/]src[\\/]index\.js$/ }, () => ({
          contents: 'module.exports = () => () => {};',
        }));
      },
    },
  ],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
for (const file of DATA.flatMap((pattern) => globSync(pattern))) cpSync(file, join(DIST, file));
writeFileSync(join(DIST, 'THIRD_PARTY.md'), licencesOf(Object.keys(metafile.inputs)));

/** Licences and notices of the packages that contain these modules, each text once. */
function licencesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const owners = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)(?:\.\w+)?$/i.test(file));
    if (texts.length === 0) throw new Error(`${name}: expected a licence in ${folder}, got none`);
    for (const file of texts.sort()) {
      const text = readFileSync(join(folder, file), 'utf8').trim();
      owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}`]);
    }
  }
  const sections = [...owners].map(([text, names]) => `## ${names.join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `# Third-party code in this folder\n\n${sections.join('\n')}`;
}

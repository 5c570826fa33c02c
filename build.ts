import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { METRICS } from './assertions/metrics.ts';
import manifest from './package.json' with { type: 'json' };
import { SUITE_NAMES } from './suites/suiteNames.ts';
import { licencesOf, silenceDebug } from './thirdParty.ts';

// Builds dist/: entries under the paths that configs use, shared code in chunks, declarations and data.
// Bundles what package.json doesn't list as a dependency. Also bundles typebox, because the code needs few of its 370
// modules; it stays a dependency because the declarations need its types. Checks no types: `npm run check` does.

const DIST = 'dist';
const ENTRIES = [
  'index.ts',
  'analysis.ts',
  'vitest.ts',
  'hooks.ts',
  'cli/main.ts',
  'cli/commands/eval/quickStart.ts',
  'cli/commands/eval/dryLook/lookInside.ts',
  'cli/commands/work/slice/insideSlice.ts',
  'cli/commands/gate/gateThread.ts',
  'cli/commands/gate/readerThread.ts',
  'cli/commands/init/check/watchTarget.ts',
  'providers/metaScProvider.ts',
  `assertions/{${METRICS.map(({ name }) => name).join(',')}}.ts`,
  `suites/{cases,${SUITE_NAMES.join(',')}}.ts`,
  'suites/hooks/*.ts',
];
const BUNDLED = ['typebox'];
const DATA = [
  'datasets/*/*.{csv,md}',
  'assertions/judges/rubrics/*.yaml',
  '{analysis/report,serve/page}/client/*',
  'foundation/page/*.{css,js}',
];

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
  plugins: [silenceDebug],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
for (const file of DATA.flatMap((pattern) => globSync(pattern))) cpSync(file, join(DIST, file));
writeFileSync(join(DIST, 'THIRD_PARTY.md'), licencesOf(Object.keys(metafile.inputs)));

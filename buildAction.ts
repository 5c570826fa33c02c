import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { readAssets } from './analysis/report/page/assets.ts';
import { licencesOf, silenceDebug } from './thirdParty.ts';

// Builds action/dist/, which GitHub runs: one module that needs nothing but Node, whatever lies around it. It is
// committed; `--check` fails where a build of the sources differs from it by a byte.

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'action/dist');
/** What the action never needs: pictures of charts, vega's drawing on a canvas, and judges, because it judges nothing. */
const LEFT_OUT = /^(?:@resvg\/resvg-js|canvas|\.\/judges\/local\/\w+\.ts)$/;

/** The report's script and style sheet as text, and an error instead of each module that is left out. */
const selfContained: Plugin = {
  name: 'self-contained',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]analysis[\\/]report[\\/]page[\\/]assets\.ts$/ }, () => ({
      contents: `export const readAssets = () => (${JSON.stringify(readAssets())});`,
    }));
    onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of the action`)});`,
    }));
  },
};

/** The files of action/dist/ by name. The same sources and packages give the same bytes on every machine. */
async function buildAction(): Promise<ReadonlyMap<string, string>> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['action/actionEntry.ts'],
    outfile: 'action/dist/main.mjs',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Node prints the line that an error comes from.
    lineLimit: 200,
    // For bundled CommonJS. It loads Node's own modules and nothing else.
    banner: { js: 'const require = (name) => process.getBuiltinModule(name);' },
    plugins: [silenceDebug, selfContained],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const modules = Object.entries(metafile.inputs);
  const imports = modules.flatMap(([, { imports }]) => imports.filter(({ external }) => external));
  const unknown = imports.filter(({ path }) => !builtinModules.includes(path.replace(/^node:/, '')));
  if (unknown.length > 0) {
    throw new Error(`action: expected imports of Node alone, got ${unknown.map(({ path }) => path).join(', ')}`);
  }
  if (modules.some(([path]) => path === 'foundation/packageRoot.ts')) {
    throw new Error('action: expected no module that looks for files of this package, got foundation/packageRoot.ts');
  }
  return new Map([
    ['main.mjs', outputFiles[0]?.text ?? ''],
    ['THIRD_PARTY.md', licencesOf(modules.map(([path]) => join(ROOT, path)))],
  ]);
}

const files = await buildAction();
if (process.argv.includes('--check')) {
  const committed = readdirSync(DIST).sort().join();
  const isFresh =
    committed === [...files.keys()].sort().join() &&
    [...files].every(([name, text]) => readFileSync(join(DIST, name), 'utf8') === text);
  if (!isFresh) {
    process.stderr.write('action/dist differs from its sources: run `npm run build:action`, and commit action/dist\n');
    process.exitCode = 1;
  }
} else {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  for (const [name, text] of files) writeFileSync(join(DIST, name), text);
}

import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  '{package.json,tsconfig*.json,*.ts}',
  '{adoption,analysis,assertions,cli,datasets,foundation,providers,suites}/**/*.{ts,js,csv,yaml,css,html}',
];

/** Builds dist/, which the end-to-end tests run, where it is missing or a source is newer. */
export default function buildStale(): void {
  const modified = (file: string) => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(SOURCES, { cwd: ROOT, exclude: ['datasets/published/**'] });
  if (Math.max(...sources.map(modified)) <= modified('dist/index.js')) return;
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

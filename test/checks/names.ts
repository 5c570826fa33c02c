/**
 * Names that stand for one thing: no two product files share a base name, and no two product modules export a type or
 * value of the same name. Prints what does, and fails. `npm run check:names` runs it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const PRODUCT =
  /^(index|analysis|vitest|hooks)\.ts$|^(foundation|providers|assertions|suites|adoption|datasets|analysis|serve|scale|cli|action)\//;
/** Their paths are public names: `suites/honesty.ts`, `assertions/honesty.ts`. */
const PUBLIC_FOLDERS = ['suites', 'assertions'];
/** promptfoo calls its hooks by this name. */
const PUBLIC_EXPORTS = ['afterAll', 'beforeAll'];

const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:interface|type|const|let|function\*?|class|enum) ([A-Za-z_$][\w$]*)/gm;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.js'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => PRODUCT.test(path) && !path.startsWith('action/dist/'));

function findShared(pairs: readonly (readonly [name: string, path: string])[]): readonly string[] {
  return [...Map.groupBy(pairs, ([name]) => name)]
    .filter(([, found]) => found.length > 1)
    .map(([name, found]) => `${name}: ${found.map(([, path]) => path).join(', ')}`)
    .sort();
}

const exportsOf = (path: string) =>
  new Set([...readFileSync(path, 'utf8').matchAll(DECLARATION)].map(([, name = '']) => name));

const sharedFiles = findShared(
  files.filter((path) => !PUBLIC_FOLDERS.includes(dirname(path))).map((path) => [basename(path), path]),
);
const sharedExports = findShared(
  files.flatMap((path) =>
    [...exportsOf(path)].filter((name) => !PUBLIC_EXPORTS.includes(name)).map((name) => [name, path] as const),
  ),
);

const faults = [
  ...sharedFiles.map((fault) => `file name ${fault}`),
  ...sharedExports.map((fault) => `export ${fault}`),
];
if (faults.length > 0) {
  process.stderr.write(`${faults.length} names stand for several things; rename all but one:\n${faults.join('\n')}\n`);
  process.exitCode = 1;
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * The path of a file inside a copy of this package, as from its root in the sources: `assertions/harm.js`. Undefined for
 * any other file. The file may be missing.
 *
 * @param path absolute
 */
export function pathInPackage(path: string): string | undefined {
  const root = findRoot(dirname(path));
  if (root === undefined) return undefined;
  if (nameOf(root) !== 'promptfoo-metasc') return undefined;
  return relative(root, path)
    .split(sep)
    .join('/')
    .replace(/^dist\//, '');
}

/** Of packages by their folder: promptfoo alone asks for a thousand files of a few packages. */
const names = new Map<string, unknown>();

function nameOf(root: string): unknown {
  if (!names.has(root)) {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name?: unknown };
    names.set(root, name);
  }
  return names.get(root);
}

function findRoot(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : findRoot(above);
}

import { readFileSync } from 'node:fs';
import { ownPath } from '../packageRoot.ts';

/** The text of a file of this package, given from its root. */
export const readOwn = (path: string): string => readFileSync(ownPath(path), 'utf8');

/**
 * Modules of this package as one script for a page, which loads no others.
 *
 * @param paths from the package's root, each after those that it imports
 */
export function joinModules(paths: readonly string[]): string {
  const withoutLinks = (module: string) => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '');
  return `(() => {\n${paths.map(readOwn).map(withoutLinks).join('\n')}})();\n`;
}

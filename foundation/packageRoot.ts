import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Whether this runs from sources: the modules are `.ts` and lie at the root of the package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts');

/**
 * Absolute path of a file of this package, given from its root: `datasets/starter/cases.csv`. The built package holds it
 * under `dist/`. Bundled code can't find it relative to its own location.
 */
export function ownPath(...parts: readonly string[]): string {
  const root = dirname(require.resolve('promptfoo-metasc/package.json'));
  return join(root, IS_CHECKOUT ? '' : 'dist', ...parts);
}

/** The version of this package. */
export function packageVersion(): string {
  return (require('promptfoo-metasc/package.json') as { version: string }).version;
}

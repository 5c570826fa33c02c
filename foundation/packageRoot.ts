import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Whether this runs from its sources: modules are `.ts`, and lie at the root of the package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts');

/** Absolute path of the folder that holds package.json. */
const PACKAGE = dirname(require.resolve('promptfoo-metasc/package.json'));

/**
 * Absolute path of a file that this package brings, given from its root: `datasets/starter/cases.csv`. In the checkout it
 * lies there, in the built package under `dist/`; bundled code can't find it from its own place.
 */
export function ownPath(...parts: readonly string[]): string {
  return join(IS_CHECKOUT ? PACKAGE : join(PACKAGE, 'dist'), ...parts);
}

/** The version of this package. */
export function packageVersion(): string {
  return (require('promptfoo-metasc/package.json') as { version: string }).version;
}

import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
/** `.ts` in the checkout, `.js` in `dist`. */
const EXTENSION = import.meta.url.replace(/^.*\./, '');

/** Absolute path of a module of this package, given from its root and without extension: `assertions/harm`. */
export function modulePath(module: string): string {
  const path = fileURLToPath(new URL(`${module}.${EXTENSION}`, ROOT));
  // promptfoo cuts an assertion's path at its first colon; without its drive, the path is found on the current one.
  return path.replace(/^[A-Za-z]:/, '');
}

import { IS_CHECKOUT, ownPath } from '../foundation/packageRoot.ts';

/** Absolute path of a module of this package, given from its root and without extension: `assertions/harm`. */
export function modulePath(module: string): string {
  const path = ownPath(`${module}.${IS_CHECKOUT ? 'ts' : 'js'}`);
  // promptfoo cuts an assertion's path at its first colon. Without a drive, the path resolves on the current one.
  return path.replace(/^[A-Za-z]:/, '');
}

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MetaScError } from '../../../foundation/errors.ts';

/** In promptfoo's order. */
const DEFAULT_CONFIGS = ['yaml', 'yml', 'json', 'cjs', 'cts', 'js', 'mjs', 'mts', 'ts'].map(
  (extension) => `promptfooconfig.${extension}`,
);

/**
 * The config, or that of a folder. promptfoo decides on a name that is neither.
 *
 * @throws MetaScError `FILE_UNREADABLE` when the folder has none
 */
export function findConfigFile(named = '.'): string {
  if (statSync(named, { throwIfNoEntry: false })?.isDirectory() !== true) return named;
  const found = DEFAULT_CONFIGS.map((name) => join(named, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new MetaScError(
    `config: expected promptfooconfig.yaml, or another form of it, in ${resolve(named)}, got none`,
    {
      code: 'FILE_UNREADABLE',
      help: 'Name one with --config, or a suite of this package with --suite.',
    },
  );
}

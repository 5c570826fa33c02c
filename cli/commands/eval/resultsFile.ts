import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { MetaScError } from '../../../foundation/errors.ts';

/** How promptfoo's results begin as JSON, and as JSON Lines. */
const RESULTS = /^\{\s*"(?:evalId|cost)":/;
const HEAD_BYTES = 256;

/**
 * The file that the results go to. It never replaces anything but earlier results: not the config, nor a file of tests.
 *
 * @param output default: `results/<name of the config>.json`
 * @param otherOutputs what promptfoo writes too; not over the config either
 * @throws MetaScError `CONFIG_INVALID` for another format than JSON and JSON Lines; `FILE_UNWRITABLE` for another file
 */
export function chooseResultsFile(
  config: string,
  output: string | undefined,
  otherOutputs: readonly string[] = [],
): string {
  const path = output ?? join('results', `${basename(config, extname(config))}.json`);
  if (!/\.jsonl?$/i.test(path)) {
    throw new MetaScError(`output: expected a name that ends in .json or .jsonl, got ${path}`, {
      code: 'CONFIG_INVALID',
      help: 'metasc eval sums up these results. Further files, in any format of promptfoo: metasc eval -- --output FILE.',
    });
  }
  const overwritten =
    !existsSync(path) || isReplaceable(path) ? otherOutputs.find((other) => resolve(other) === resolve(config)) : path;
  if (overwritten === undefined) return path;
  throw new MetaScError(
    `output: expected a new file or earlier results of promptfoo, got ${overwritten}, which is neither`,
    { code: 'FILE_UNWRITABLE', help: 'The run would overwrite it: take another name.' },
  );
}

function isReplaceable(path: string): boolean {
  const { size } = statSync(path);
  return size === 0 || RESULTS.test(headOf(path));
}

function headOf(path: string): string {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { configFault } from '../../../adoption/configPart.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { fileIsThere } from '../../../foundation/files.ts';

const NAME = 'promptfooconfig';
const DATA_EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
const CODE_EXTENSIONS: readonly string[] = ['.cjs', '.cts', '.js', '.mjs', '.mts', '.ts'];

/** Whether the config is a module, which init can't edit. */
export const isCode = (path: string): boolean => CODE_EXTENSIONS.includes(extname(path));

/**
 * The config to start from: the named one, else the one that promptfoo would use in the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is none
 */
export function findConfig(named: string | undefined): string {
  const candidates = [...DATA_EXTENSIONS, ...CODE_EXTENSIONS].map((extension) => `${NAME}${extension}`);
  const path = named ?? candidates.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new MetaScError(`config: expected ${NAME}.yaml, .yml, .json, .ts or .js in ${process.cwd()}, got none`, {
    code: 'FILE_UNREADABLE',
    help: 'Name the file: metasc init path/to/config.yaml. To start a project, run: npx promptfoo init.',
  });
}

/**
 * The path to write, in the config's folder, so that relative paths stay right.
 *
 * @param output default: `<name>.metasc.yaml`, for code with the config's own extension
 * @throws MetaScError `CONFIG_INVALID` for the config itself, another folder or another kind of file; `FILE_UNWRITABLE`
 *   when the file exists
 */
export function chooseOutput(
  config: string,
  output: string | undefined,
  { force }: { readonly force: boolean },
): string {
  const folder = dirname(config);
  const extensions = isCode(config) ? [extname(config)] : ['.yaml', '.yml'];
  const path = output ?? join(folder, `${basename(config, extname(config))}.metasc${extensions[0]}`);
  if (isSameFile(path, config)) {
    throw configFault(
      `output: expected another file than the config, got ${path}, which is ${config}`,
      'Your own config stays as it is: its results are what MetaSC is compared with.',
    );
  }
  if (!isSameFile(dirname(path), folder)) {
    throw configFault(
      `output: expected a file in the folder of ${config}, got ${path}`,
      'promptfoo resolves the paths in a config from its folder: in another folder they would break.',
    );
  }
  if (!extensions.includes(extname(path))) {
    throw configFault(`output: expected a name that ends in ${extensions[0]}, got ${path}`);
  }
  if (!force && existsSync(path)) throw fileIsThere(path, OUTPUT);
  return path;
}

/** Whether two paths lead to one file or folder, by links or another spelling too. */
function isSameFile(path: string, other: string): boolean {
  const [one, two] = [path, other].map((each) => statSync(each, { throwIfNoEntry: false, bigint: true }));
  if (one === undefined || two === undefined) return false;
  return (one.dev === two.dev && one.ino === two.ino) || realpathSync(path) === realpathSync(other);
}

/** How errors about the written file name it. */
export const OUTPUT = { option: 'output', helpIfThere: '--force overwrites it; --output takes another name.' };

/** A path relative to the working directory. */
export const shown = (path: string): string => relative('.', path) || path;

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { MetaScError } from '../../../foundation/errors.ts';
import { fileIsThere } from '../../../foundation/files.ts';
import { configFault } from './configDocument.ts';
import type { ReadColumns } from './initCases.ts';
import { packageIds } from './ownIds.ts';

const NAME = 'promptfooconfig';
const DATA_EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
const CODE_EXTENSIONS: readonly string[] = ['.cjs', '.cts', '.js', '.mjs', '.mts', '.ts'];

/**
 * The config to start from: the named one, else the one that promptfoo would use in the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is none; `CONFIG_INVALID` for JavaScript or TypeScript
 */
export function findConfig(named: string | undefined): string {
  const candidates = [...DATA_EXTENSIONS, ...CODE_EXTENSIONS].map((extension) => `${NAME}${extension}`);
  const path = named ?? candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new MetaScError(`config: expected ${NAME}.yaml, .yml or .json in ${process.cwd()}, got none`, {
      code: 'FILE_UNREADABLE',
      help: 'Name the file: metasc init path/to/config.yaml. To start a project, run: npx promptfoo init.',
    });
  }
  if (!CODE_EXTENSIONS.includes(extname(path))) return path;
  const { provider, assertion } = packageIds(true);
  throw configFault(
    `${path}: expected YAML or JSON, got code, which init can't edit`,
    `Add this to the file, with the id of your provider as model:
  providers: ['baseline', 'static-critique', 'metasc'].map((variant) => ({
    id: '${provider}',
    label: variant,
    config: { variant, model: 'openai:gpt-4o-mini' },
  })),
  defaultTest: { assert: [{ type: 'javascript', value: '${assertion('harm')}' }] },`,
  );
}

/**
 * The path to write, in the config's folder, so that relative paths stay right.
 *
 * @param output default: `<name>.metasc.yaml`
 * @throws MetaScError `CONFIG_INVALID` for another folder or no YAML file; `FILE_UNWRITABLE` when the file exists
 */
export function chooseOutput(
  config: string,
  output: string | undefined,
  { force }: { readonly force: boolean },
): string {
  const folder = dirname(config);
  const path = output ?? join(folder, `${basename(config, extname(config))}.metasc.yaml`);
  if (resolve(dirname(path)) !== resolve(folder)) {
    throw configFault(
      `output: expected a file in the folder of ${config}, got ${path}`,
      'promptfoo resolves the paths in a config from its folder: in another folder they would break.',
    );
  }
  if (!['.yaml', '.yml'].includes(extname(path))) {
    throw configFault(`output: expected a name that ends in .yaml, got ${path}`);
  }
  if (!force && existsSync(path)) throw fileIsThere(path, OUTPUT);
  return path;
}

/** How errors about the written file name it. */
export const OUTPUT = { option: 'output', helpIfThere: '--force overwrites it; --output takes another name.' };

/** Reads the header lines of the CSV files named by a config in `folder`. */
export function columnReader(folder: string): ReadColumns {
  return (path) => {
    try {
      const text = readFileSync(resolve(folder, path), 'utf8');
      const [header] = parse(text, { bom: true, to: 1, trim: true, relax_column_count: true }) as string[][];
      return header;
    } catch {
      return undefined;
    }
  };
}

/** A path relative to the working directory. */
export const shown = (path: string): string => relative('.', path) || path;

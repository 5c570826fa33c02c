import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { MetaScError } from '../../../foundation/errors.ts';
import { fileIsThere, writeUserFile } from '../../../foundation/files.ts';
import type { ReadColumns } from './initCases.ts';
import { packageIds } from './ownIds.ts';

const NAME = 'promptfooconfig';
const DATA_EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
const CODE_EXTENSIONS: readonly string[] = ['.cjs', '.cts', '.js', '.mjs', '.mts', '.ts'];

/**
 * The config to start from: the one that is named, else the one that promptfoo would take in the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is none; `CONFIG_INVALID` for one in JavaScript or TypeScript
 */
export function findConfig(named: string | undefined): string {
  const candidates = [...DATA_EXTENSIONS, ...CODE_EXTENSIONS].map((extension) => `${NAME}${extension}`);
  const path = named ?? candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new MetaScError(`config: expected ${NAME}.yaml, .yml or .json in ${process.cwd()}, got none`, {
      code: 'FILE_UNREADABLE',
      help: 'Name the file: metasc init path/to/config.yaml. A new project starts with: npx promptfoo init.',
    });
  }
  if (CODE_EXTENSIONS.includes(extname(path))) throw isCode(path);
  return path;
}

function isCode(path: string): MetaScError {
  const { provider, assertion } = packageIds(true);
  return new MetaScError(`${path}: expected YAML or JSON, got code, which init can't edit`, {
    code: 'CONFIG_INVALID',
    help: `Add this to it, with the id of your provider as model:
  providers: ['baseline', 'static-critique', 'metasc'].map((variant) => ({
    id: '${provider}',
    label: variant,
    config: { variant, model: 'openai:gpt-4o-mini' },
  })),
  defaultTest: { assert: [{ type: 'javascript', value: '${assertion('harm')}' }] },`,
  });
}

export interface OutputRequest {
  readonly config: string;
  /** Default: `<name>.metasc.yaml` beside the config. */
  readonly output: string | undefined;
  readonly force: boolean;
}

/**
 * Where to write: beside the config, whose relative paths then stay right.
 *
 * @throws MetaScError `CONFIG_INVALID` for another folder or no YAML file; `FILE_UNWRITABLE` when it is there already
 */
export function chooseOutput({ config, output, force }: OutputRequest): string {
  const folder = dirname(config);
  const path = output ?? join(folder, `${basename(config, extname(config))}.metasc.yaml`);
  if (resolve(dirname(path)) !== resolve(folder)) {
    throw new MetaScError(`output: expected a file in the folder of ${config}, got ${path}`, {
      code: 'CONFIG_INVALID',
      help: 'promptfoo resolves the paths in a config against its folder: elsewhere they would lead nowhere.',
    });
  }
  if (!['.yaml', '.yml'].includes(extname(path))) {
    throw new MetaScError(`output: expected a name that ends in .yaml, got ${path}`, { code: 'CONFIG_INVALID' });
  }
  if (!force && existsSync(path)) throw fileIsThere(path, OUTPUT);
  return path;
}

/** @throws MetaScError `FILE_UNWRITABLE` */
export function writeConfig(path: string, text: string, { force }: Pick<OutputRequest, 'force'>): void {
  writeUserFile(path, text, { ...OUTPUT, force });
}

const OUTPUT = { option: 'output', helpIfThere: '--force writes over it; --output takes another name.' };

/** Reads the header lines of CSV files that a config in `folder` names. */
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

/** A path as the user would type it. */
export const shown = (path: string): string => relative('.', path) || path;

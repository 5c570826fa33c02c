import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { AdoptionChoices } from '../../../adoption/adoptionChoices.ts';
import { type ConfigPart, configFault, isRecord, partOf } from '../../../adoption/configPart.ts';
import { messageOf } from '../../../foundation/errors.ts';

/** A config of code, as its module exports it. */
export interface CodeConfig {
  readonly content: ConfigPart;
  readonly form: {
    /** Whether the module has a default export; otherwise its exports are the config. */
    readonly hasDefault: boolean;
    /** Whether that is a function, which promptfoo doesn't call. */
    readonly isFunction: boolean;
  };
}

/**
 * Runs the module, as promptfoo does.
 *
 * @throws MetaScError `CONFIG_INVALID` when it fails or exports no config
 */
export async function loadCodeConfig(path: string): Promise<CodeConfig> {
  const namespace = await importConfig(resolve(path)).catch((cause: unknown) => {
    throw configFault(`${path}: expected a module that loads, got: ${messageOf(cause)}`);
  });
  const outer = namespace.default;
  const exported = partOf(outer).default ?? outer ?? namespace;
  const content: unknown = await (typeof exported === 'function' ? exported() : exported);
  if (!isRecord(content)) {
    throw configFault(`${path}: expected a module that exports a promptfoo config, got ${inspect(content)}`);
  }
  return { content, form: { hasDefault: outer !== undefined, isFunction: typeof exported === 'function' } };
}

async function importConfig(path: string): Promise<ConfigPart> {
  const { href } = pathToFileURL(path);
  if (!/\.[cm]?ts$/.test(path)) return import(href);
  const { tsImport } = await loadTsx();
  return tsImport(href, import.meta.url);
}

interface Tsx {
  readonly tsImport: (specifier: string, parent: string) => Promise<ConfigPart>;
}

/** promptfoo's loader of TypeScript; without it, Node's own. */
async function loadTsx(): Promise<Tsx> {
  try {
    const { resolve: resolvePath } = createRequire(fileURLToPath(import.meta.resolve('promptfoo')));
    return await import(pathToFileURL(resolvePath('tsx/esm/api')).href);
  } catch {
    return { tsImport: (specifier) => import(specifier) };
  }
}

/**
 * A module beside the config that exports it with the columns, in the same kind of module.
 *
 * @param moduleId by which the module imports this package
 * @param choices the options of `withMetaSc`
 */
export function printModule(
  path: string,
  { hasDefault, isFunction }: CodeConfig['form'],
  { moduleId, choices }: { readonly moduleId: string; readonly choices: AdoptionChoices & { readonly folder?: true } },
): string {
  const extension = extname(path);
  // TypeScript, too, imports a module by the name of its JavaScript.
  const source = inspect(`./${basename(path, extension)}${extension.replace('ts', 'js')}`);
  const isCommonJs = ['.cjs', '.js'].includes(extension) && isWrittenInCommonJs(path, extension);
  const { folder, ...rest } = choices;
  const isSet = Object.keys(choices).length > 0;
  const options = inspect(rest, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: 100 });
  const ownFolder = isCommonJs || extension === '.cts' ? '__dirname' : 'import.meta.dirname';
  const given = folder ? options.replace(/\s*\}$/, `${options === '{}' ? '' : ','} folder: ${ownFolder} }`) : options;
  const call = `withMetaSc(config${isSet ? `, ${given}` : ''})${isFunction ? '()' : ''};`;
  if (isCommonJs) {
    return `const { withMetaSc } = require('${moduleId}');\nconst config = require(${source});\n\nmodule.exports = ${call}\n`;
  }
  const name = hasDefault ? 'config' : '* as config';
  return `import { withMetaSc } from '${moduleId}';\nimport ${name} from ${source};\n\nexport default ${call}\n`;
}

function isWrittenInCommonJs(path: string, extension: string): boolean {
  if (extension === '.cjs') return true;
  const text = readFileSync(path, 'utf8');
  return /\b(?:module\.)?exports\b/.test(text) && !/^\s*(?:import\b(?!\()|export\b)/m.test(text);
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { fieldsOf } from '../../../../foundation/untyped.ts';
import { SUITE_NAMES } from '../../../../suites/suiteNames.ts';
import { pathInPackage } from './pathInPackage.ts';

/** The variables by which a suite's models and options are chosen. */
export const CHOICES = [
  'METASC_MODEL',
  'METASC_META_MODEL',
  'METASC_JUDGE',
  'METASC_PROMPTS',
  'METASC_SYSTEM_PROMPT',
  'METASC_COLUMNS',
  'METASC_LOCK',
] as const;

const OF_PACKAGE = /^(?:index|chunks|foundation|providers|assertions|datasets|suites|analysis|cli|action)\b/;
const SUITES: ReadonlySet<string> = new Set(SUITE_NAMES);

/**
 * Which of these variables a config can read: it or its code names them, or makes a suite.
 *
 * @param texts further parts of the config that may hold templates
 */
export function findReads(
  config: string,
  modules: ReadonlySet<string>,
  texts: readonly string[],
): readonly (typeof CHOICES)[number][] {
  const code = [...modules].map((url) => fileURLToPath(url)).filter(isOfConfig);
  const files = [config, ...code].filter((path) => existsSync(path) && statSync(path).isFile());
  const all = [...files.map((path) => readFileSync(path, 'utf8')), ...texts].join('\n');
  const isSuite = /\bcreateSuite\b/.test(all);
  return CHOICES.filter(
    (variable) => all.includes(variable) || (isSuite && (variable !== 'METASC_LOCK' || /\block\b/.test(all))),
  );
}

function isOfConfig(path: string): boolean {
  const own = pathInPackage(path);
  if (own === undefined) return !path.includes('node_modules');
  const suite = /^suites\/([\w-]+)\.[jt]s$/.exec(own)?.[1];
  return suite === undefined ? !OF_PACKAGE.test(own) : SUITES.has(suite);
}

/** The options of a run that a config states, the stronger ones first. */
export async function readRunOptions(config: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { commandLineOptions, evaluateOptions } = fieldsOf(await tryToRead(config));
  return [commandLineOptions, evaluateOptions].map(fieldsOf);
}

/** Times that each test runs, as these options say; 1 where they don't. */
export function repeatsOf(options: readonly Readonly<Record<string, unknown>>[]): number {
  const repeats = options.map(({ repeat }) => repeat).find((repeat) => repeat !== undefined);
  return typeof repeats === 'number' && Number.isSafeInteger(repeats) && repeats > 0 ? repeats : 1;
}

/** promptfoo has loaded it before, so that whatever fails here isn't the user's fault. */
async function tryToRead(config: string): Promise<unknown> {
  try {
    if (/^\.(?:ya?ml|json)$/.test(extname(config))) {
      return parse(readFileSync(config, 'utf8'), { merge: true, maxAliasCount: -1 });
    }
    const { default: content } = (await import(pathToFileURL(config).href)) as { readonly default?: unknown };
    return fieldsOf(content).default ?? content;
  } catch {
    return undefined;
  }
}

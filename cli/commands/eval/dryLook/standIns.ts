import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestCase } from 'promptfoo';
import { MetaScError, messageOf } from '../../../../foundation/errors.ts';
import { createProbe } from './columnProbe.ts';
import { seenByLook } from './seenByLook.ts';

/*
 * What promptfoo loads in a dry look in place of this package's modules. Each stand-in is the default export of a module,
 * in which promptfoo looks up names.
 */

/**
 * The stand-in for a module of this package, if it has one.
 *
 * @param path of the module in the package: `providers/metaScProvider.js`
 * @param file absolute path of the module, which may be missing
 */
export function openStandIn(path: string, file: string): Promise<unknown> | undefined {
  if (path === 'index.js' || path === 'index.ts') return openEntry(file);
  if (dirname(path) === 'providers') return openProvider(file);
  if (/^suites\/cases\.[jt]s$/.test(path)) return openGenerator(file);
  return undefined;
}

/** The package's main entry: its provider is a probe, and so is any name that it lacks. */
async function openEntry(file: string): Promise<object> {
  const entry = (await import(pathToFileURL(file).href)) as {
    readonly MetaScProvider: Parameters<typeof createProbe>[0];
  };
  return new Proxy(entry, {
    get(target, name) {
      if (name === 'MetaScProvider') return createProbe(target.MetaScProvider);
      if (typeof name === 'symbol' || name in target || ['default', 'then'].includes(name)) {
        return Reflect.get(target, name);
      }
      return createProbe(target.MetaScProvider, name);
    },
  });
}

/** The provider's own file, or one beside it that is not there. */
async function openProvider(file: string) {
  const folder = dirname(file);
  const own = readdirSync(folder).find((name) => /^metaScProvider\.[jt]s$/.test(name)) ?? '';
  const { default: Real } = (await import(pathToFileURL(join(folder, own)).href)) as {
    readonly default: Parameters<typeof createProbe>[0];
  };
  const name = basename(file, extname(file));
  return name === 'metaScProvider' ? createProbe(Real) : createProbe(Real, name);
}

/** The generator of tests: a fault in its options becomes one of the config, and one test stands for those it would make. */
async function openGenerator(file: string) {
  const { default: generate } = (await import(pathToFileURL(file).href)) as {
    readonly default: (options: GeneratorOptions) => Promise<TestCase[]>;
  };
  return async (options: GeneratorOptions = {}): Promise<TestCase[]> => {
    seenByLook().generated.push(options);
    try {
      return await generate(options);
    } catch (error) {
      if (!(error instanceof Error && error.name === MetaScError.name)) throw error;
      seenByLook().faults.push({ place: 'tests', message: messageOf(error) });
      return [{ vars: {} }];
    }
  };
}

type GeneratorOptions = Readonly<Record<string, unknown>>;

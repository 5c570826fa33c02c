import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { LookRequest } from './inspectSuite.ts';
import { LOOK_VARIABLE } from './lookVariable.ts';
import { pathInPackage } from './pathInPackage.ts';
import { seenByLook } from './seenByLook.ts';
import { openStandIn } from './standIns.ts';
import type { LoadedSuite } from './suiteTests.ts';

/*
 * Loaded twice into promptfoo's own process: by Node before promptfoo, to put stand-ins in place of this package's
 * modules, and by promptfoo as an extension, to inspect the loaded config before the first call.
 */

const STAND_INS = Symbol.for('promptfoo-metasc stand-ins');
const OF_PROMPTFOO = /\/node_modules\/promptfoo\/dist\//;

const holder = globalThis as { [STAND_INS]?: Map<string, Promise<unknown>> };
if (holder[STAND_INS] === undefined) {
  holder[STAND_INS] = new Map();
  const standIns = holder[STAND_INS];
  registerHooks({
    resolve(specifier, context, next) {
      const isPromptfoos = OF_PROMPTFOO.test(context.parentURL ?? '');
      if (isPromptfoos && specifier.startsWith('file:')) {
        const file = fileURLToPath(specifier.replace(/[?#].*$/, ''));
        const path = pathInPackage(file);
        const standIn = path === undefined ? undefined : (standIns.get(file) ?? openStandIn(path, file));
        if (standIn !== undefined) {
          standIns.set(file, standIn);
          return { url: moduleFor(file), shortCircuit: true };
        }
      }
      const resolved = next(specifier, context);
      if (resolved.url.startsWith('file:')) seenByLook().modules.add(resolved.url.replace(/[?#].*$/, ''));
      return resolved;
    },
  });
}

/** A module whose default export is the stand-in. */
function moduleFor(file: string): string {
  const text = `export default await globalThis[Symbol.for('promptfoo-metasc stand-ins')].get(${JSON.stringify(file)});`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

/** promptfoo's hook: sends what it finds to the process that started this one, and ends before anything is asked. */
export async function beforeAll({ suite }: { readonly suite: LoadedSuite }): Promise<never> {
  const { inspectSuite } = await import('./inspectSuite.ts');
  const request = JSON.parse(process.env[LOOK_VARIABLE] ?? '') as LookRequest;
  const findings = await inspectSuite(suite, request);
  await new Promise((resolve) => process.send?.(findings, resolve));
  process.exit(0);
}

import module from 'node:module';
import { isAbsolute } from 'node:path';

/*
 * Loaded into promptfoo's process before promptfoo, which registers tsx at its start: that reads every module from then on,
 * rewrites its dynamic imports, and makes a source map of it. What promptfoo and this package ship is JavaScript that Node
 * loads by itself; a run with columns of this package then takes a quarter less CPU. All other modules go through tsx.
 */
const OWN = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/' : '../../../', import.meta.url).href;
const PLAIN = /\/node_modules\/promptfoo\/dist\/.*\.js$/;

const isPlain = (url = ''): boolean => PLAIN.test(url) || (url.startsWith(OWN) && url.endsWith('.js'));

/** Whether a module of promptfoo or of this package asks for one that it knows, not for a file of the user. */
const isInternal = (specifier: string, parent = ''): boolean =>
  isPlain(parent) && !isAbsolute(specifier) && !URL.canParse(specifier);

const { registerHooks } = module;
module.registerHooks = ({ resolve, load }) =>
  registerHooks({
    ...(resolve && {
      resolve: (specifier, context, next) =>
        isInternal(specifier, context.parentURL) ? next(specifier, context) : resolve(specifier, context, next),
    }),
    ...(load && { load: (url, context, next) => (isPlain(url) ? next(url, context) : load(url, context, next)) }),
  });

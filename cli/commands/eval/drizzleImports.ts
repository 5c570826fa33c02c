import { registerHooks } from 'node:module';

/*
 * Loaded into promptfoo's process before promptfoo. Of each module that it resolves, Node parses the `exports` in the
 * package.json of its package: of drizzle-orm 130 kB, for 113 modules, a quarter of the time in which promptfoo starts. What an
 * ES module of drizzle-orm imports by a relative path is an ES module, too, so that Node need not ask its package.json.
 */
const MODULE_OF_DRIZZLE = /\/node_modules\/drizzle-orm\/.*\.js$/;

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '', conditions } = context;
    const isKnown = /^\.{1,2}\/.*\.js$/.test(specifier) && MODULE_OF_DRIZZLE.test(parentURL);
    if (!isKnown || !conditions.includes('import')) return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});

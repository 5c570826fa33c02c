import { registerHooks } from 'node:module';

// Says at the end how many modules of drizzle-orm were loaded, and how many of their imports Node itself resolved.
const isOfDrizzle = (url) => url?.includes('/node_modules/drizzle-orm/') === true;
let [loaded, resolvedByNode] = [0, 0];
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && isOfDrizzle(context.parentURL)) resolvedByNode += 1;
    return next(specifier, context);
  },
  load(url, context, next) {
    if (isOfDrizzle(url)) loaded += 1;
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(JSON.stringify({ loaded, resolvedByNode })));

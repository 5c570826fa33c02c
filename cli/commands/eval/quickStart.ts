// What `metasc` loads into promptfoo's process before promptfoo.
import './drizzleImports.ts';
import './plainModules.ts';

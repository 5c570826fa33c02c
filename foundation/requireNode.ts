import { explainOldNode } from './nodeVersion.ts';

// For entries that users import: the first import, so that its error comes before those of modules that don't load.
const because = explainOldNode(process.version);
if (because !== undefined) throw new Error(because);

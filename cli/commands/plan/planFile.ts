import { extname, join } from 'node:path';

/** The file of a plan, given its folder or the file itself. */
export const planPath = (plan: string): string => (extname(plan) === '.json' ? plan : join(plan, 'plan.json'));

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { nearestName } from '../../../../foundation/nearest.ts';

/** Says that there is no such file, with the nearest name of its folder; undefined if there is one. */
export function describeMissing(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const folder = dirname(path);
  const nearest = nearestName(basename(path), existsSync(folder) ? readdirSync(folder) : []);
  return `expected a file that exists, got ${path}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

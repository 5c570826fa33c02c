import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../shared/datasets', import.meta.url));

/** Whether the published files lie beside the checkout. */
export const hasSharedDatasets = existsSync(FOLDER);

/** Path of a published file. */
export function sharedDataset(name: string): string {
  return `${FOLDER}/${name}`;
}

import { join, resolve } from 'node:path';
import type { ProviderConfig } from '../options/providerConfig.ts';

/** The folder that holds the journals of an evaluation. */
export function evaluationFolder(
  { journalDir, basePath }: Pick<ProviderConfig, 'journalDir' | 'basePath'>,
  evaluationId: string,
): string {
  return join(resolve(basePath, journalDir || '.metasc'), toFileName(evaluationId));
}

/** File systems take 255 bytes; what follows the name takes about 60. */
const MAX_NAME_BYTES = 120;

/** Letters, digits and `.-_` are safe in every file system. promptfoo's ids hold colons. */
export function toFileName(name: string): string {
  let safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  while (Buffer.byteLength(safe) > MAX_NAME_BYTES) safe = [...safe].slice(0, -1).join('');
  return safe;
}

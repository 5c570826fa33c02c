import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';

/**
 * Writes files into a folder, in order, replacing existing ones. Each is complete or absent.
 *
 * @param files text by name
 * @throws MetaScError `FILE_UNWRITABLE`
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const written = Object.entries(files).map(([name, text]) => ({
    text,
    path: join(folder, name),
    draft: join(folder, `.${name}.${process.pid}.tmp`),
  }));
  try {
    await mkdir(folder, { recursive: true });
    for (const { draft, text } of written) await writeFile(draft, text);
    for (const { draft, path } of written) await rename(draft, path);
  } catch (cause) {
    await Promise.all(written.map(({ draft }) => rm(draft, { force: true }).catch(() => undefined)));
    throw new MetaScError(`can't write into ${folder}: ${messageOf(cause)}`, { code: 'FILE_UNWRITABLE', cause });
  }
}

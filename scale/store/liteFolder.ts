import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LiteFolderOptions {
  /** A folder for folders that are kept for the next ones. @default none is kept */
  readonly cache: string | undefined;
  /** Makes a folder of PGlite from nothing, and closes it. */
  readonly make: (folder: string) => Promise<void>;
}

/**
 * Makes PGlite's folder where there is none. From nothing it takes 5 s of CPU, as a copy of a kept
 * one less than 1 s. A process that ends meanwhile leaves no half of it behind.
 */
export async function makeLiteFolder(folder: string, { cache, make }: LiteFolderOptions): Promise<void> {
  if (existsSync(folder)) return;
  const kept = cache === undefined ? undefined : join(cache, `pglite-${liteVersion()}`);
  const begun = `${folder}.begun`;
  rmSync(begun, { recursive: true, force: true });
  if (kept !== undefined && existsSync(kept)) cpSync(kept, begun, { recursive: true });
  else {
    await make(begun);
    if (kept !== undefined) keep(begun, kept);
  }
  renameSync(begun, folder);
}

/** A folder of another version may not open. */
function liteVersion(): string {
  const url = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  return (JSON.parse(readFileSync(url, 'utf8')) as { readonly version: string }).version;
}

function keep(folder: string, kept: string): void {
  const begun = `${kept}.${process.pid}`;
  try {
    mkdirSync(dirname(kept), { recursive: true });
    cpSync(folder, begun, { recursive: true });
    renameSync(begun, kept);
  } catch {
    // The cache can't be written, or another process was faster: the folder is good without it.
    rmSync(begun, { recursive: true, force: true });
  }
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryFolder extends Disposable, AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** Absolute path of something in it. */
  join(...parts: readonly string[]): string;
  read(name: string): string;
  /** Writes a file, with the folders on the way, and gives its absolute path. */
  write(name: string, content: string): string;
}

/** A folder with these files in it, by their paths; gone when disposed. */
export function createTemporaryFolder(files: Readonly<Record<string, string>> = {}): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'metasc-test-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  const folder: TemporaryFolder = {
    path,
    join: (...parts) => join(path, ...parts),
    read: (name) => readFileSync(join(path, name), 'utf8'),
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    [Symbol.dispose]: remove,
    [Symbol.asyncDispose]: async () => remove(),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}

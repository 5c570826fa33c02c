import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** This package's folder in the user's cache: below `XDG_CACHE_HOME`, else the platform's default. */
export function userCache(env: Env): string {
  return join(env.XDG_CACHE_HOME || platformCache(env), 'promptfoo-metasc');
}

function platformCache(env: Env): string {
  switch (process.platform) {
    case 'darwin':
      return join(home(), 'Library', 'Caches');
    case 'win32':
      return env.LOCALAPPDATA || join(home(), 'AppData', 'Local');
    default:
      return join(home(), '.cache');
  }
}

/** A container may run under a user that has no entry, and so no home. */
function home(): string {
  try {
    return homedir();
  } catch {
    return tmpdir();
  }
}

import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** This package's folder in the user's cache: below `XDG_CACHE_HOME`, else the platform's default. */
export function userCache(env: Env): string {
  return join(env.XDG_CACHE_HOME || platformCache(env), 'promptfoo-metasc');
}

function platformCache(env: Env): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    case 'win32':
      return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
    default:
      return join(homedir(), '.cache');
  }
}

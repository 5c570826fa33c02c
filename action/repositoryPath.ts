import { posix } from 'node:path';

/**
 * A path of a file in the repository, from its root; undefined if it leads out of the repository, or could mean something
 * else on another system or in Markdown.
 *
 * @param folder the folder that the path starts from, itself from the root
 */
export function repositoryPath(folder: string, path: string): string | undefined {
  if (/[\p{Cc}\\:`"<>|*?]/u.test(path) || posix.isAbsolute(path)) return undefined;
  const joined = posix.join(folder, path);
  return joined === '.' || joined.endsWith('/') || /^\.\.(?:\/|$)/.test(joined) ? undefined : joined;
}

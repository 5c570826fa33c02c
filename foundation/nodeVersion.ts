// Imported before anything else, so it imports nothing: on an old Node, other modules fail to load.

/** The oldest Node that this package runs on; `engines` in package.json says the same. */
const OLDEST = [22, 22] as const;

/**
 * Why this package can't run on a version of Node, as one sentence; undefined if it can.
 *
 * @param version such as `v20.19.0`
 */
export function explainOldNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `promptfoo-metasc needs Node ${OLDEST.join('.')} or newer; this is ${version}`;
}

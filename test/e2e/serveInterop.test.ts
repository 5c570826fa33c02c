import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const INTEROP = fileURLToPath(new URL('../interop/main.ts', import.meta.url));

/** With the packages of test/interop/requirements/openai-and-inspect.txt. `.ci/run` sets it. */
const PYTHON = process.env.METASC_INTEROP_PYTHON;

/** The verdicts of these clients, in their order. */
async function verdictsOf(clients: string, args: readonly string[] = []): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, [INTEROP, '--only', clients, ...args]).catch(
    (ended: { stdout: string }) => ended,
  );
  const [, , ...rows] = stdout.trim().split('\n');
  return rows.map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    return `${cells.at(1)} ${cells.at(-2)}`;
  });
}

it('metasc serve answers the SDK of OpenAI for Node under both profiles', async () => {
  expect(await verdictsOf('openai-node')).toEqual(['openai-node passed']);
});

it('metasc serve answers the SDK of OpenAI for Python, and Inspect, under both profiles', async ({ skip }) => {
  if (PYTHON === undefined) return skip('METASC_INTEROP_PYTHON names no Python that has openai and inspect-ai');
  const verdicts = await verdictsOf('openai-python,inspect', ['--python', PYTHON]);
  expect(verdicts).toEqual(['openai-python passed', 'inspect passed']);
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const INTEROP = fileURLToPath(new URL('../interop/main.ts', import.meta.url));

it('metasc serve answers the SDK of OpenAI under both profiles', async () => {
  const { stdout } = await run(process.execPath, [INTEROP, '--only', 'openai-node']);
  const rows = stdout.split('\n').filter((line) => line.startsWith('| openai-node'));
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row).toContain('6 × 200, 1 × 404; 9 answers');
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';

// Runs the `check:` scripts of `npm run check`, as many at a time as there are cores, and prints those that fail.

const CHECKS = ['types', 'style', 'imports', 'names', 'unused', 'action'];

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const oneACore = pLimit(availableParallelism());
const exitCodes = await Promise.all(CHECKS.map((name) => oneACore(() => run(`check:${name}`))));
process.exitCode = exitCodes.find((code) => code !== 0) ?? 0;

function run(script: string): Promise<number> {
  // npm, which starts this file, puts the tools on the PATH.
  const child = spawn(scripts[script], { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(code === 0 ? `${script}: passed\n` : `${output}\n${script}: failed\n`);
      resolve(code ?? 1);
    });
  });
}

#!/usr/bin/env node
import { explainOldNode } from '../foundation/nodeVersion.ts';

// In `metasc … | head`, the reader ends first.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const because = explainOldNode(process.version);
if (because === undefined) {
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  process.stderr.write(`${because}\n`);
  process.exitCode = 1;
}

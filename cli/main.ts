#!/usr/bin/env node
import { runProgram } from './program.ts';

// In `metasc … | head`, the reader ends first.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runProgram(process.argv.slice(2));

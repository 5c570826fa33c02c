#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { MetaScError } from '../errors.ts';
import { createEvalCommand } from './eval.ts';
import { createModelCommand } from './model.ts';
import { createSchemaCommand } from './schema.ts';

const { version } = createRequire(import.meta.url)('promptfoo-metasc/package.json') as { version: string };

const program = new Command('metasc')
  .description('MetaSC for promptfoo: run the matrix, fetch the embedded model.')
  .version(version)
  .showHelpAfterError('(metasc --help lists commands and options)')
  .addCommand(createEvalCommand())
  .addCommand(createModelCommand())
  .addCommand(createSchemaCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof MetaScError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

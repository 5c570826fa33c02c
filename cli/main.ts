#!/usr/bin/env node
import { Command } from 'commander';
import packageJson from 'promptfoo-metasc/package.json' with { type: 'json' };
import { MetaScError } from '../errors.ts';
import { createEvalCommand } from './eval.ts';
import { createModelCommand } from './model.ts';
import { createSchemaCommand } from './schema.ts';

const program = new Command('metasc')
  .description('MetaSC for promptfoo: run the matrix, fetch the embedded model.')
  .version(packageJson.version)
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

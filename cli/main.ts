#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { MetaScError } from '../errors.ts';
import { createActionCommand } from './action.ts';
import { createCalibrateCommand } from './calibrate.ts';
import { createDatasetsCommand } from './datasets.ts';
import { createEvalCommand } from './eval.ts';
import { createGateCommand } from './gate.ts';
import { createInitCommand } from './init.ts';
import { createModelCommand } from './model.ts';
import { createReportCommand } from './report.ts';
import { createSchemaCommand } from './schema.ts';
import { createSpecCommand } from './spec.ts';

const { version } = createRequire(import.meta.url)('promptfoo-metasc/package.json') as { version: string };

const program = new Command('metasc')
  .description(
    'MetaSC for promptfoo: run the matrix, fetch the embedded model, inspect and freeze specs, measure judges.',
  )
  .version(version)
  // `metasc spec show --version 3` means the spec's version, not ours.
  .enablePositionalOptions()
  .showHelpAfterError('(metasc --help lists commands and options)')
  .addCommand(createActionCommand())
  .addCommand(createCalibrateCommand())
  .addCommand(createDatasetsCommand())
  .addCommand(createEvalCommand())
  .addCommand(createGateCommand())
  .addCommand(createInitCommand())
  .addCommand(createModelCommand())
  .addCommand(createReportCommand())
  .addCommand(createSchemaCommand())
  .addCommand(createSpecCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof MetaScError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

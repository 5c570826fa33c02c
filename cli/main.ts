#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { MetaScError } from '../foundation/errors.ts';
import { createActionCommand } from './commands/action/actionCommand.ts';
import { createCalibrateCommand } from './commands/calibrate/calibrateCommand.ts';
import { createDatasetsCommand } from './commands/datasets/datasetsCommand.ts';
import { createEvalCommand } from './commands/eval/evalCommand.ts';
import { createGateCommand } from './commands/gate/gateCommand.ts';
import { createInitCommand } from './commands/init/initCommand.ts';
import { createModelCommand } from './commands/model/modelCommand.ts';
import { createReportCommand } from './commands/report/reportCommand.ts';
import { createSchemaCommand } from './commands/schema/schemaCommand.ts';
import { createSpecCommand } from './commands/spec/specCommand.ts';

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

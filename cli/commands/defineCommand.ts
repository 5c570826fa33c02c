import type { Command } from 'commander';
import type { Terminal } from '../terminal/output.ts';

/**
 * Gives a command its arguments, options, help and action. A lone `--no-x` needs its default stated: commander sets
 * the implied one before this is called.
 */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

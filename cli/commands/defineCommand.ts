import type { Command } from 'commander';
import type { Terminal } from '../terminal/output.ts';

/**
 * Gives a command its arguments, options, help and action. A lone `--no-x` must state its default, because commander
 * sets the implied one earlier.
 */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

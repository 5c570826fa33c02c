import { redactor } from '../../foundation/secrets.ts';
import { printable, toPrintableJson } from './printable.ts';

/** A stream such as `process.stdout`. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Where a command prints. No text of a model, file or argument can act on the terminal or show a secret there. */
export interface Output {
  readonly isTTY: boolean;
  /** Prints a text with control characters spelled out. */
  write(text: string): void;
  /** Prints a value as JSON and a line break. Control characters are escaped; the value stays the same. */
  writeJson(value: unknown): void;
  /** The stream itself, for progress bars and for text that is already clean or must stay unchanged. */
  readonly stream: TextStream;
}

export function createOutput(stream: TextStream): Output {
  return {
    isTTY: stream.isTTY === true,
    write: (text) => void stream.write(printable(redactor.text(text))),
    writeJson: (value) => void stream.write(`${toPrintableJson(redactor.value(value))}\n`),
    stream,
  };
}

/** A command's surroundings besides files and network; tests bring their own. */
export interface Terminal {
  /** Standard output: the result. */
  readonly out: Output;
  /** Standard error: progress and errors. */
  readonly err: Output;
  /** Standard input: the user's answers to questions. */
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** Set by a command that doesn't exit with 0. */
  exitCode: number;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: createOutput(process.stdout),
    err: createOutput(process.stderr),
    input: process.stdin,
    env: process.env,
    exitCode: 0,
  };
}

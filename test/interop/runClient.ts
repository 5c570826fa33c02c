import { fieldsOf } from '../../foundation/untyped.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { lastLineOf, runBounded } from './boundedRun.ts';
import type { InteropClient } from './clientList.ts';
import type { InteropServer, ProfileName } from './interopServer.ts';
import type { Exchange } from './recorder.ts';

/** One client against one profile. */
export interface ClientRun {
  readonly client: string;
  readonly version: string;
  readonly profile: ProfileName;
  /** All that reached the server. */
  readonly exchanges: readonly Exchange[];
  /** Those that the client took for answers. */
  readonly answers: number;
  /** What went wrong in the client's own words; empty where all went well. */
  readonly errors: readonly string[];
  /** All that the client printed, its result excluded. */
  readonly printed: string;
  readonly seconds: number;
}

export interface ClientContext {
  readonly server: InteropServer;
  readonly profile: ProfileName;
  /** The program that runs the client's script. */
  readonly interpreter: string;
}

/** Runs a client in a folder of its own, which is also its home, until its time is over. */
export async function runClient(
  { name, script, runMs }: InteropClient,
  { server, profile, interpreter }: ClientContext,
): Promise<ClientRun> {
  using folder = createTemporaryFolder();
  server.takeExchanges();
  const { stdout, stderr, failure, seconds } = await runBounded(interpreter, [script, server.baseURL, profile], {
    cwd: folder.path,
    env: environmentIn(folder.path),
    timeoutMs: runMs,
  });
  const result = readResult(lastLineOf(stdout));
  return {
    ...{ client: name, profile, seconds, exchanges: server.takeExchanges() },
    version: String(result.version ?? 'unknown'),
    answers: Number(result.answers ?? 0),
    errors: [
      ...(failure === undefined ? [] : [failure]),
      ...(result.version === undefined && failure === undefined ? ['printed no result'] : []),
      ...(Array.isArray(result.errors) ? result.errors.map(String) : []),
    ],
    printed: [stdout.trimEnd().split('\n').slice(0, -1).join('\n'), stderr].join('\n').trim(),
  };
}

/** No client may find a key, write outside its folder, or report its use. */
function environmentIn(home: string): NodeJS.ProcessEnv {
  const { PATH, LANG } = process.env;
  return {
    ...{ PATH, LANG, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    ...{ NO_COLOR: '1', HF_HUB_OFFLINE: '1', DO_NOT_TRACK: '1', DEEPEVAL_TELEMETRY_OPT_OUT: '1' },
    ...{ COLUMNS: '120', PYTHONUNBUFFERED: '1', NO_PROXY: '127.0.0.1' },
  };
}

function readResult(line: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

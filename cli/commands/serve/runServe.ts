import { MetaScError } from '../../../foundation/errors.ts';
import { configOf, readServeConfig, type ServeConfig } from '../../../serve/serveConfig.ts';
import { startServer } from '../../../serve/startServer.ts';
import type { Terminal } from '../../terminal/output.ts';

export interface ServeOptions {
  readonly config?: string;
  readonly model?: string;
  readonly port?: number;
  readonly host?: string;
}

/**
 * Serves until SIGINT or SIGTERM. A second signal ends the process at once.
 *
 * @throws MetaScError as `readServeConfig` and `startServer`
 */
export async function runServe(options: ServeOptions, { out, err, env }: Terminal): Promise<void> {
  const config = toConfig(options, env);
  const server = await startServer(config, env, (message) => err.write(`${message}\n`));
  const rows = server.profiles.map(({ label, name, model }) => `  ${label}: ${name} over ${model}\n`);
  const page = config.keys.admin === undefined ? '' : `Admin page: ${server.origin}/metasc/\n`;
  out.write(`Serving at ${server.origin}/v1\n${rows.join('')}${page}`);
  await untilSignal();
  err.write('Stopping; running requests may end.\n');
  await server.stop();
}

function toConfig({ config, model, port, host }: ServeOptions, env: Terminal['env']): ServeConfig {
  const overrides = { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
  if (config !== undefined && model === undefined) return readServeConfig(config, env, overrides);
  if (model !== undefined && config === undefined) return configOf(model, overrides);
  throw new MetaScError(
    `metasc serve: expected --config or --model, got ${config === undefined ? 'neither' : 'both'}`,
    {
      code: 'CONFIG_INVALID',
      help: 'metasc serve --model openai:gpt-4o-mini serves one model; a config serves several profiles.',
    },
  );
}

/** Listens once: the default of a second signal ends the process. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}

import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import type { ServeOptions } from './runServe.ts';

/** `metasc serve`: MetaSC behind the chat completions API. */
const defineServeCommand: DefineCommand = (command, terminal) => {
  command
    .option('-c, --config <file>', 'profiles, keys and limits (docs/serve.md)')
    .option('-m, --model <model>', 'without a config: serves this model as `safe`, under MetaSC, and as `baseline`')
    .option('-p, --port <port>', 'port; 0 takes a free one (default: that of the config, else 8080)', readPort)
    .option('--host <address>', 'address to listen on (default: that of the config, else 127.0.0.1)')
    .addHelpText(
      'after',
      `
A client asks for a profile as its model. Requests are answered under the spec as it stands; only those in mode learn, with
the admin key, may change it.

Examples:
  metasc serve --model openai:gpt-4o-mini
  metasc serve --config serve.yaml --port 8080
  curl http://127.0.0.1:8080/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "safe", "messages": [{"role": "user", "content": "How do I kill a stuck Python process?"}]}'

Exit codes: 0 stopped by SIGINT or SIGTERM, once running requests had ended; 1 the server can't begin.`,
    )
    .action(async (options: ServeOptions) => {
      const { runServe } = await import('./runServe.ts');
      await runServe(options, terminal);
    });
};

const MAX_PORT = 65_535;

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`expected a number from 0 to ${MAX_PORT}`);
}

export default defineServeCommand;

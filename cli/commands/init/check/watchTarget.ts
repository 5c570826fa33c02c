import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ApiProvider, CallApiContextParams } from 'promptfoo';
import { type HandedCall, targetCalls } from '../../../../providers/models/promptfoo/targetChannel.ts';
import { type CallEvent, LEFT_OUT, WATCH_VARIABLE, type WatchRequest } from './callRecord.ts';
import { createRequestReader } from './requestReader.ts';

/*
 * Loaded twice into the process of a check: by Node before promptfoo, and into the Node processes that a target starts, to
 * record the requests that leave them; and by promptfoo as an extension, to let two calls of one provider through.
 */

const WATCHING = Symbol.for('promptfoo-metasc watching');
const told = process.env[WATCH_VARIABLE];
const watch = told === undefined ? undefined : (JSON.parse(told) as WatchRequest);

function record(event: CallEvent): void {
  if (watch !== undefined) appendFileSync(watch.file, `${JSON.stringify(event)}\n`);
}

const holder = globalThis as { [WATCHING]?: true };
if (watch !== undefined && holder[WATCHING] === undefined) {
  holder[WATCHING] = true;
  recordRequests();
  targetCalls.subscribe((message) => {
    const { prompt, vars, config } = message as HandedCall;
    recordHanded(prompt, vars, config);
  });
}

/** Every library for HTTP/1.1 writes to a socket, and before TLS encrypts. */
function recordRequests(): void {
  const readers = new WeakMap<Socket, (bytes: Uint8Array) => void>();
  const { write } = Socket.prototype;
  const watched = function (this: Socket, ...args: Parameters<typeof write>): boolean {
    const [chunk, encoding] = args;
    let read = readers.get(this);
    if (read === undefined) {
      const isSecure = 'encrypted' in this;
      read = createRequestReader((request) => record({ kind: 'sent', request: { ...request, isSecure } }));
      readers.set(this, read);
    }
    const isText = typeof chunk === 'string';
    read(isText ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk);
    return write.apply(this, args);
  };
  Socket.prototype.write = watched as typeof write;
}

function recordHanded(prompt: string, vars: CallApiContextParams['vars'] = {}, config: unknown): void {
  const own = Object.entries(vars).filter(([name]) => !name.startsWith('__'));
  record({ kind: 'handed', call: { prompt, vars: Object.fromEntries(own), config } });
}

/** promptfoo's extension, called for every hook. */
export function watchTarget(hook: string, { suite }: { readonly suite?: { readonly providers: ApiProvider[] } }): void {
  if (hook !== 'beforeAll' || suite === undefined || watch === undefined) return;
  const { providers } = suite;
  const { name, index } = watch;
  const chosen =
    providers.find(({ label }) => label === name) ??
    providers.find((one) => one.id() === name) ??
    providers[index ?? -1];
  for (const provider of providers) provider.callApi = gated(provider, provider === chosen ? watch.calls : 0);
}

/** Calls are made one after the other. */
function gated(provider: ApiProvider, calls: number): ApiProvider['callApi'] {
  const callApi = provider.callApi.bind(provider);
  let left = calls;
  return async (prompt, context, options) => {
    if (left === 0) return { error: LEFT_OUT };
    left -= 1;
    record({ kind: 'begin' });
    // A column of ours says by itself what it hands on.
    if (!provider.id().startsWith('metasc:')) recordHanded(prompt, context?.vars, context?.prompt.config);
    try {
      return await callApi(prompt, context, options);
    } finally {
      record({ kind: 'end' });
    }
  };
}

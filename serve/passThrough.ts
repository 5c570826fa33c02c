import type OpenAI from 'openai';
import { redactor } from '../foundation/secrets.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import { DEFAULT_TIMEOUT_MS } from '../providers/models/callOptions.ts';
import { parseModelRef, type RefOf } from '../providers/models/modelRef.ts';
import { openEndpoint } from '../providers/models/openai/endpoint.ts';
import { openClient } from '../providers/models/openai/openAiClient.ts';
import { toMetaScError, toServerFailure } from '../providers/models/serverFailure.ts';
import type { Env } from '../providers/options/variantSetup.ts';
import type { Profile } from './profile.ts';
import { badRequest } from './serveFault.ts';

/** Sends a turn with tools to the profile's model as it came, and gives the completion as it comes, unrevised. */
export type PassThrough = (
  body: Readonly<Record<string, unknown>>,
  options: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Readonly<Record<string, unknown>>>;

/** @throws ServeError 400, when called, for a profile whose model has no server */
export function createPassThrough({ label, setup }: Profile, env: Env): PassThrough {
  const ref = parseModelRef(setup.config.model);
  if (ref.type !== 'openai') {
    return async () => {
      throw badRequest(`tools: expected none, because the model of ${label} has no server that takes them`);
    };
  }
  const endpoint = openEndpoint(ref as RefOf<'openai'>, env);
  const { extraBody, name, server } = endpoint;
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxRetries } = setup.config.limits;
  const client = openClient(endpoint, { timeoutMs, maxRetries });
  return async (body, options) => {
    const { stream: _s, stream_options: _o, metadata: _m, ...rest } = body;
    const sent = { ...rest, ...extraBody, model: ref.name } as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
    try {
      return fieldsOf(redactor.value(await client.chat.completions.create(sent, options)));
    } catch (error) {
      throw toMetaScError(toServerFailure(error), { name, server, timeoutMs });
    }
  };
}

import { resolve } from 'node:path';
import { messageOf } from '../../../../foundation/errors.ts';
import { hintAt, nearestName } from '../../../../foundation/nearest.ts';
import { createOnceOpener } from '../../../../foundation/once.ts';
import { fieldsOf } from '../../../../foundation/untyped.ts';
import { findModelFile } from '../../../../providers/models/embedded/modelFile.ts';
import { type ModelRef, parseModelRef, type RefOf } from '../../../../providers/models/modelRef.ts';
import { type ModelContext, openModel } from '../../../../providers/models/openModel.ts';
import { liveProvider } from '../../../../providers/models/promptfoo/liveProviders.ts';
import { loadProvider } from '../../../../providers/models/promptfoo/promptfooModel.ts';
import { describeMissing } from './missingFile.ts';

/** First words of the ids of promptfoo's providers that are most used, and our own. */
const KINDS = [
  ...['embedded', 'openai', 'anthropic', 'azure', 'bedrock', 'cohere', 'deepseek', 'google', 'groq', 'huggingface'],
  ...['litellm', 'mistral', 'ollama', 'openrouter', 'replicate', 'together', 'vertex', 'vllm', 'xai'],
  ...['echo', 'exec', 'file', 'http', 'https', 'package', 'python', 'websocket'],
];

/** promptfoo signs in to it as soon as it is loaded. */
const SIGNS_IN = /^azure/;

/**
 * Why the model behind a reference can't be asked: an unknown kind, a key that is not set, a file that is not there.
 * Undefined if nothing is known against it. Loads it, but asks nothing.
 *
 * @param words further words that stand in the reference's place: `local` for a judge
 */
export async function findModelFault(
  ref: ModelRef,
  context: ModelContext,
  words: readonly string[] = [],
): Promise<string | undefined> {
  try {
    openModel(ref, context);
    const object = parseModelRef(ref);
    switch (object.type) {
      case 'openai':
        return undefined;
      case 'embedded':
        if (object.path !== undefined) await findModelFile(object, { env: context.env, basePath: context.basePath });
        return undefined;
      case 'promptfoo':
        return await findProviderFault(object, context, words);
    }
  } catch (error) {
    return messageOf(error);
  }
}

const askOnce = createOnceOpener<string | undefined>();

async function findProviderFault(
  { id, config = {} }: RefOf<'promptfoo'>,
  context: ModelContext,
  words: readonly string[],
): Promise<string | undefined> {
  const [kind = ''] = id.split(':');
  const known = [...words, ...KINDS];
  if (!id.includes(':') && !known.includes(kind) && nearestName(kind, known) !== undefined) {
    return `expected a model reference, got ${JSON.stringify(id)}; ${hintAt(kind, known)}`;
  }
  const file = /^(?:file:\/\/|python:)(.+?\.\w+)(?::\w+)?$/.exec(id)?.[1];
  const missing = file === undefined ? undefined : describeMissing(resolve(context.basePath, file));
  if (missing !== undefined) return missing;
  if (liveProvider(id) !== undefined || SIGNS_IN.test(id)) return undefined;
  return askOnce(JSON.stringify([id, config, context.basePath]), async () => {
    try {
      return findMissingKey(id, await loadProvider(id, config, context));
    } catch (error) {
      const nearest = known.includes(kind) ? undefined : nearestName(kind, known);
      const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      const [reason = ''] = messageOf(error).split('\n');
      return `${reason.replace(/\.$/, '')}${hint}`;
    }
  });
}

/** As promptfoo looks for the keys of its own providers before a run. */
function findMissingKey(id: string, provider: object): string | undefined {
  const { getApiKey, requiresApiKey, config } = provider as {
    readonly getApiKey?: unknown;
    readonly requiresApiKey?: unknown;
    readonly config?: unknown;
  };
  const { apiKeyRequired, apiKeyEnvar } = fieldsOf(config);
  if (typeof getApiKey !== 'function') return undefined;
  const isNeeded = typeof requiresApiKey === 'function' ? requiresApiKey.call(provider) : apiKeyRequired !== false;
  if (!isNeeded || callSafely(() => getApiKey.call(provider))) return undefined;
  const variable = apiKeyEnvar ?? `${id.split(':')[0]?.toUpperCase()}_API_KEY`;
  return `${id}: expected a key in an environment variable such as ${variable}, got none`;
}

function callSafely(call: () => unknown): unknown {
  try {
    return call();
  } catch {
    return undefined;
  }
}

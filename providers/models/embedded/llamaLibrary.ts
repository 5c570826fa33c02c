import { MetaScError, messageOf } from '../../../foundation/errors.ts';

type LlamaLibrary = typeof import('node-llama-cpp');

const VERSION = '3.21.1';

/**
 * Imports node-llama-cpp, an optional peer that only embedded models need.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if it is not installed
 */
export async function importLlama(
  load: () => Promise<LlamaLibrary> = () => import('node-llama-cpp'),
): Promise<LlamaLibrary> {
  try {
    return await load();
  } catch (error) {
    const reason = messageOf(error);
    throw new MetaScError(`embedded: expected the package node-llama-cpp, which runs the model, got none: ${reason}`, {
      code: 'MODEL_UNAVAILABLE',
      help: `Run npm install node-llama-cpp@${VERSION}, or name another model (model: openai:…).`,
      cause: error,
    });
  }
}

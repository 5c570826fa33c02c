import pLimit from 'p-limit';
import { oncePerProcess } from '../../foundation/once.ts';
import type { ModelLimits } from './callOptions.ts';
import type { ChatModel } from './chatModel.ts';
import { createEmbeddedModel } from './embedded/embeddedModel.ts';
import { type ModelRef, parseModelRef } from './modelRef.ts';
import { createOpenAiModel } from './openai/openAiModel.ts';
import { createPromptfooModel } from './promptfoo/promptfooModel.ts';
import { withRoomForThoughts } from './roomForThoughts.ts';

export interface ModelContext {
  /** Source of keys and server addresses. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start at. */
  readonly basePath: string;
  readonly limits: ModelLimits;
  /** Sends an `openai` model's requests. @default the process's own */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * The model behind a reference. The first call contacts the server or loads the file.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if the key that the reference needs is not set
 */
export function openModel(ref: ModelRef, context: ModelContext): ChatModel {
  const model = createModel(ref, context);
  const { maxConcurrentCalls } = context.limits;
  const limit = oncePerProcess(`limit ${maxConcurrentCalls} ${model.name}`, () => pLimit(maxConcurrentCalls));
  const { complete } = model;
  return withRoomForThoughts({
    ...model,
    chat: (request) => limit(() => model.chat(request)),
    ...(complete === undefined ? {} : { complete: (request) => limit(() => complete(request)) }),
  });
}

function createModel(ref: ModelRef, context: ModelContext): ChatModel {
  const object = parseModelRef(ref);
  switch (object.type) {
    case 'openai':
      return createOpenAiModel(object, context);
    case 'embedded':
      return createEmbeddedModel(object, context);
    case 'promptfoo':
      return createPromptfooModel(object, context);
  }
}

import { renderEnvTemplates } from '../../foundation/envTemplates.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { oncePerProcess } from '../../foundation/once.ts';
import { knowSecrets, redactor, secretsIn, secretsInEnv } from '../../foundation/secrets.ts';
import type { ModelLimits } from './callOptions.ts';
import { createCallQueue } from './callQueue.ts';
import type { ChatModel, ChatReply } from './chatModel.ts';
import { createEmbeddedModel } from './embedded/embeddedModel.ts';
import { type ModelRef, parseModelRef, type TypedModelRef } from './modelRef.ts';
import { createOpenAiModel } from './openai/openAiModel.ts';
import { withPermit } from './permits.ts';
import { lastCall, type Priority } from './priority.ts';
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
 * The model behind a reference. The first call contacts the server or loads the file. What it says passes the redactor,
 * which knows the secrets of reference and environment: nothing of a model reaches a row, a journal or a judge otherwise.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if the key that the reference needs is not set; `CONFIG_INVALID` for a URL with
 *   a password in it
 */
export function openModel(ref: ModelRef, context: ModelContext): ChatModel {
  const object = parseModelRef(ref);
  refusePasswords(object);
  const { env } = context;
  knowSecrets([...secretsInEnv(env), ...secretsIn(object, { env, render: (text) => rendered(text, env) })]);
  const model = withoutSecrets(createModel(object, context));
  const { maxConcurrentCalls } = context.limits;
  const queue = oncePerProcess(`call queue 1 ${maxConcurrentCalls} ${model.name}`, () =>
    createCallQueue(maxConcurrentCalls),
  );
  const { complete } = model;
  const inLine = <T>(priority: Priority, call: () => Promise<T>) =>
    queue.run(priority, () => withPermit(model.name, maxConcurrentCalls, call));
  return withRoomForThoughts({
    ...model,
    chat: ({ priority = lastCall(), ...request }) => inLine(priority, () => model.chat(request)),
    ...(complete === undefined ? {} : { complete: (request) => inLine(lastCall(), () => complete(request)) }),
  });
}

function createModel(object: TypedModelRef, context: ModelContext): ChatModel {
  switch (object.type) {
    case 'openai':
      return createOpenAiModel(object, context);
    case 'embedded':
      return createEmbeddedModel(object, context);
    case 'promptfoo':
      return createPromptfooModel(object, context);
  }
}

/** A server may say again what it was sent. */
function withoutSecrets(model: ChatModel): ChatModel {
  const { complete } = model;
  const redacted = async (asked: Promise<ChatReply>): Promise<ChatReply> => {
    try {
      const { latencyMs, usage, ...said } = await asked;
      return { ...redactor.value(said), latencyMs, usage };
    } catch (error) {
      throw redactError(error);
    }
  };
  return {
    ...model,
    name: redactor.text(model.name),
    chat: (request) => redacted(model.chat(request)),
    ...(complete === undefined ? {} : { complete: (request) => redacted(complete(request)) }),
  };
}

function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redactor.text(error.message);
  if (error.stack !== undefined) error.stack = redactor.text(error.stack);
  if (error instanceof MetaScError && error.help !== undefined)
    Object.assign(error, { help: redactor.text(error.help) });
  return error;
}

/** A template without its variable is the adapter's to complain of. */
function rendered(text: string, env: ModelContext['env']): string {
  try {
    return renderEnvTemplates(text, env);
  } catch {
    return text;
  }
}

/** Node refuses to call a URL with a password in it, and a URL is shown where a header is not. */
function refusePasswords(value: unknown, name = 'model'): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) refusePasswords(part, `${name}.${key}`);
    return;
  }
  const holds = typeof value === 'string' && /^(?:https?|wss?):\/\/[^/?#\s]*@/i.test(value);
  if (!holds) return;
  throw new MetaScError(`${name}: expected a URL without user name and password, got one with them`, {
    code: 'CONFIG_INVALID',
    help: "Send them as a header: headers: {Authorization: 'Basic {{ env.X }}'}, where X holds user:password in base64.",
  });
}

import { renderEnvTemplates } from '../../../foundation/envTemplates.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { secretHash, shortHash } from '../../../foundation/hash.ts';
import { withoutSecretValues } from '../../../foundation/secrets.ts';
import type { RefOf } from '../modelRef.ts';

/** Where and how a model is asked. */
export interface Endpoint {
  /** Names model and server. Holds no secret. */
  readonly name: string;
  /** The same without the server. */
  readonly addressless: string;
  /**
   * A hash over all that decides who answers: the whole address, what is sent along, the key and its variable; what may
   * hold a secret counts through `secretHash`.
   */
  readonly identity: string;
  /** Host and path of the server, for messages. */
  readonly server: string;
  readonly baseURL: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
}

/**
 * The endpoint that a reference and the environment name.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if the server is OpenAI's own and no key is set; `CONFIG_INVALID` for a baseURL
 *   that is no URL or holds a password; `TEMPLATE_FAILED` if a value names a variable that is not set
 */
export function openEndpoint(ref: RefOf<'openai'>, env: Readonly<Record<string, string | undefined>>): Endpoint {
  const { name: model, apiKeyEnvar = 'OPENAI_API_KEY' } = ref;
  const baseURL = ref.baseURL ?? env.OPENAI_BASE_URL;
  const apiKey = env[apiKeyEnvar];
  if (!apiKey && (ref.apiKeyEnvar !== undefined || !baseURL)) {
    throw new MetaScError(`openai:${model}: expected a key in the environment variable ${apiKeyEnvar}, got none`, {
      code: 'MODEL_UNAVAILABLE',
      help: `Set ${apiKeyEnvar}, or baseURL (OPENAI_BASE_URL) for a server that needs no key.`,
    });
  }
  const server = describeServer(baseURL, model);
  const sent = { headers: ref.headers ?? {}, query: ref.query ?? {}, extraBody: ref.extraBody ?? {} };
  const { headers, query, extraBody } = renderEnvTemplates(sent, env);
  const address = baseURL ? `openai:${model}@${server}` : `openai:${model}`;
  const marked = mark({ headers: Object.keys(headers), query, extraBody });
  return {
    name: `${address}${marked}`,
    addressless: `openai:${model}${marked}`,
    identity: shortHash(
      [model, server, apiKeyEnvar, hashOfSecrets({ baseURL, apiKey, headers, query, extraBody })],
      16,
    ),
    server,
    baseURL,
    apiKey,
    headers,
    query,
    extraBody,
  };
}

type MayHoldSecrets = Pick<Endpoint, 'baseURL' | 'apiKey' | 'headers' | 'query' | 'extraBody'>;

/** Undefined where nothing is sent but the request; equal for all models of one account. */
function hashOfSecrets({ baseURL, apiKey, ...sent }: MayHoldSecrets): string | undefined {
  const search = baseURL ? new URL(baseURL).search : '';
  const isPlain = !apiKey && search === '' && Object.values(sent).every((part) => Object.keys(part).length === 0);
  return isPlain ? undefined : secretHash([search, apiKey ?? null, sent], 64);
}

interface Sent {
  /** Names only: any header may hold a secret. */
  readonly headers: readonly string[];
  readonly query: object;
  readonly extraBody: object;
}

/** Tells names of models apart that are sent different things; empty where nothing is sent along. */
function mark(sent: Sent): string {
  const isPlain = [sent.headers, sent.query, sent.extraBody].every((part) => Object.keys(part).length === 0);
  return isPlain ? '' : `#${shortHash(withoutSecretValues(sent), 8)}`;
}

/** Host and path of the server, without query, because it may hold secrets. */
function describeServer(baseURL: string | undefined, model: string): string {
  if (!baseURL) return 'the OpenAI API';
  if (!URL.canParse(baseURL)) {
    throw new MetaScError(`openai:${model}: expected baseURL to be a URL such as http://127.0.0.1:8080/v1`, {
      code: 'CONFIG_INVALID',
    });
  }
  const { protocol, host, pathname, username, password } = new URL(baseURL);
  const server = `${protocol}//${host}${pathname.replace(/\/$/, '')}`;
  if (username !== '' || password !== '') {
    throw new MetaScError(`openai:${model}: expected baseURL without user name and password, got them for ${server}`, {
      code: 'CONFIG_INVALID',
      help: "Send them as a header: headers: {Authorization: 'Basic {{ env.X }}'}, where X holds user:password in base64.",
    });
  }
  return server;
}

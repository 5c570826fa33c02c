import { dirname, resolve } from 'node:path';
import { Type } from 'typebox';
import { parseYaml } from '../foundation/documents.ts';
import { renderEnvTemplates } from '../foundation/envTemplates.ts';
import { MetaScError } from '../foundation/errors.ts';
import { readUserFile } from '../foundation/files.ts';
import { type Filled, fillDefaults, optional, strict, withDefault } from '../foundation/schemaDefaults.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import { fieldsOf } from '../foundation/untyped.ts';

/** Letters, digits, `.`, `_` and `-`: profiles and chains are parts of file names, headers and URLs. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const Name = Type.String({ pattern: NAME.source, title: 'a name of at most 64 letters, digits, ., _ and -' });

const Profile = Type.Object(
  {
    label: Type.String({ ...Name, description: 'Its name, by which requests ask for it as their model.' }),
    id: optional(Type.String, { otherwise: 'ignored; an entry of promptfooconfig.yaml has one', minLength: 1 }),
    config: Type.Record(Type.String(), Type.Unknown(), { description: 'As in promptfooconfig.yaml: docs/options.md.' }),
    learn: withDefault((text) => Type.Enum(['admin', 'anyone'], text), {
      default: 'admin',
      description: 'Whose requests may change the spec, if they ask for mode `learn`.',
    }),
  },
  { ...strict, title: 'a profile' },
);

const Key = { writeOnly: true, minLength: 16, title: 'a key of at least 16 characters' } as const;

const Keys = Type.Object(
  {
    clients: withDefault((text) => Type.Array(Type.String(Key), text), {
      default: [],
      description: 'Any of them opens `/v1`. None: everybody on this machine may ask.',
    }),
    admin: optional(Type.String, {
      ...Key,
      otherwise: '`/metasc` is closed, and no request learns under `learn: admin`',
      description: 'Opens `/metasc`, and lets requests learn.',
    }),
  },
  strict,
);

const Limits = Type.Object(
  {
    maxBodyBytes: withDefault(Type.Integer, { default: 1_048_576, minimum: 1_024, unit: 'bytes' }),
    maxRequests: withDefault(Type.Integer, {
      default: 256,
      minimum: 1,
      unit: 'requests',
      description: 'At the same time, those that wait included; further ones get 503.',
    }),
    maxChoices: withDefault(Type.Integer, { default: 16, minimum: 1, maximum: 128, description: 'Largest `n`.' }),
    maxChains: withDefault(Type.Integer, {
      default: 1_000,
      minimum: 1,
      unit: 'chains',
      description: 'Of one profile; a request that would begin another one gets 429.',
    }),
    bodyTimeoutMs: withDefault(Type.Integer, {
      default: 30_000,
      minimum: 100,
      unit: 'ms',
      description: 'Within which a request has to arrive.',
    }),
    drainMs: withDefault(Type.Integer, {
      default: 30_000,
      minimum: 0,
      unit: 'ms',
      description: 'Within which running requests may end after SIGTERM.',
    }),
  },
  strict,
);

const Tracing = {
  endpoint: optional(Type.String, {
    otherwise: '`OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://127.0.0.1:4318`',
    minLength: 1,
    title: "a collector's URL",
    description: 'Takes OTLP over HTTP, as JSON, at `/v1/traces`.',
  }),
  texts: withDefault(Type.Boolean, {
    default: false,
    description: 'Whether spans hold what models were sent and what they said, without known secrets.',
  }),
};

const ServeSchema = Type.Object(
  {
    host: withDefault(Type.String, { default: '127.0.0.1', minLength: 1 }),
    port: withDefault(Type.Integer, { default: 8080, minimum: 0, maximum: 65_535 }),
    stateDir: withDefault(Type.String, {
      default: '.metasc/serve',
      minLength: 1,
      title: 'a path',
      description: 'Chains, locks and what shadow requests would have got; relative to the config.',
    }),
    database: optional(Type.String, {
      otherwise: 'each server has its own chains',
      writeOnly: true,
      pattern: '^postgres(ql)?://',
      title: 'postgres://…',
      description: 'Holds the chains of several replicas, which learn on them one at a time.',
    }),
    keys: withDefault(() => Keys, { default: {} }),
    limits: withDefault(() => Limits, { default: {} }),
    tracing: optional((text) => Type.Object(Tracing, { ...strict, ...text }), {
      otherwise: 'on where OpenTelemetry’s own variables say so',
      description: 'Spans of requests and calls: docs/serve.md.',
    }),
    profiles: Type.Array(Profile, { minItems: 1 }),
  },
  { ...strict, title: 'the config of metasc serve' },
);

export type ServeConfig = Filled<typeof ServeSchema> & {
  /** Folder that relative paths start at. */
  readonly basePath: string;
};

export type ProfileEntry = ServeConfig['profiles'][number];

/** Every key that opens something. */
export const allKeysOf = ({ clients, admin }: ServeConfig['keys']): readonly string[] =>
  [...clients, admin ?? []].flat();

const parseServe = createParser(ServeSchema);

/** What the command line says beside the file, or in place of it. */
export interface ServeOverrides {
  readonly host?: string;
  readonly port?: number;
}

/**
 * Reads serve.yaml: templates of the environment are rendered, defaults filled in.
 *
 * @throws MetaScError `FILE_UNREADABLE`, `CONFIG_INVALID` with every fault, `TEMPLATE_FAILED`
 */
export function readServeConfig(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  overrides: ServeOverrides = {},
): ServeConfig {
  const value = renderEnvTemplates(parseYaml(readUserFile(path, '--config'), { subject: path }), env);
  return complete({ ...fieldsOf(value), ...overrides }, path, dirname(resolve(path)));
}

/** The config of one model without a file: profiles `safe`, which runs MetaSC, and `baseline`. */
export function configOf(model: string, overrides: ServeOverrides = {}): ServeConfig {
  const profiles = [
    { label: 'safe', config: { variant: 'metasc', model } },
    { label: 'baseline', config: { variant: 'baseline', model } },
  ];
  return complete({ ...overrides, profiles }, '--model', process.cwd());
}

function complete(value: unknown, subject: string, basePath: string): ServeConfig {
  const config = { ...fillDefaults(ServeSchema, parseServe(value, { subject })), basePath };
  const names = config.profiles.map(({ label }) => label);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`${subject}: profiles: expected each label once, got ${twice} twice`);
  const isOpen = config.keys.clients.length === 0;
  if (isOpen && !LOCAL.has(config.host)) {
    throw invalid(
      `${subject}: keys.clients: expected a key, because ${config.host} may be reached from other machines, got none`,
      'Write keys: { clients: ["{{ env.METASC_SERVE_KEY }}"] }, or listen on 127.0.0.1.',
    );
  }
  const { admin } = config.keys;
  if (admin !== undefined && config.keys.clients.includes(admin)) {
    throw invalid(`${subject}: keys.admin: expected another key than those of clients, got the same`);
  }
  return config;
}

const LOCAL: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

const invalid = (message: string, help?: string) => new MetaScError(message, { code: 'CONFIG_INVALID', help });

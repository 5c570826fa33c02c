import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { type ErrorCode, MetaScError, messageOf } from './errors.ts';
import { cut } from './excerpt.ts';
import { hintAt, nearestName } from './nearest.ts';
import { countOf } from './plural.ts';
import { fieldsOf } from './untyped.ts';

// To shorten the code of a validator takes longer than it then saves.
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, verbose: true, code: { optimize: false } });
// Our own annotations: a value's unit, what applies without it, and its old name.
ajv.addVocabulary(['unit', 'otherwise', 'formerly']);

export interface SchemaCheck {
  /** The value in the user's terms: `provider config`, or a file's path. */
  readonly subject: string;
  /** @default 'CONFIG_INVALID' */
  readonly code?: ErrorCode;
}

/**
 * Makes a parser of a schema, which returns a valid value unchanged and typed. Its error lists every fault with path,
 * expected and actual value, and suggests the nearest known key for an unknown one.
 *
 * The values of unknown keys and of keys marked `writeOnly` are never shown, because they may be secrets.
 *
 * @throws MetaScError `CONFIG_INVALID`, or the given code
 */
export function createParser<Schema extends TSchema>(
  schema: Schema,
): (value: unknown, check: SchemaCheck) => Static<Schema> {
  const findFaults = createFaultFinder(schema);
  return (value, check) => {
    const faults = findFaults(value);
    if (faults.length === 0) return value as Static<Schema>;
    throw toFaultsError(faults, check);
  };
}

/** The error of a value with faults, which lists them. */
export function toFaultsError(
  faults: readonly Fault[],
  { subject, code = 'CONFIG_INVALID' }: SchemaCheck,
): MetaScError {
  const lines = faults.map(({ path, message }) => `  - ${path === '' ? '' : `${path}: `}${message}`);
  const error = new MetaScError(`${subject}: ${countOf(faults.length, 'fault')}\n${lines.join('\n')}`, { code });
  FAULTS.set(error, faults);
  return error;
}

export interface Fault {
  /** Path in the value: `adapt.steps`, `judges[1].model`; empty for the value itself. */
  readonly path: string;
  /** `expected integer ≥ 0, got -1` */
  readonly message: string;
}

/** Of a parser's errors. Beside them, because Node prints every property of an error that ends the process. */
const FAULTS = new WeakMap<object, readonly Fault[]>();

/** The faults behind a parser's error; the message of any other error as the fault of the whole value. */
export function faultsOf(error: unknown): readonly Fault[] {
  const listed = typeof error === 'object' && error !== null ? FAULTS.get(error) : undefined;
  return listed ?? [{ path: '', message: messageOf(error) }];
}

/** Makes a function that lists a value's faults. */
export function createFaultFinder(schema: TSchema): (value: unknown) => readonly Fault[] {
  const findErrors = createErrorFinder(schema);
  return (value) => withoutLostBranches(findErrors(value)).map(describeFault);
}

/**
 * Makes a reader of a schema, which returns the valid fields of an object and omits the others. Any other value gives no
 * fields.
 */
export function createFieldReader<Schema extends TSchema>(schema: Schema): (value: unknown) => Partial<Static<Schema>> {
  const findErrors = createErrorFinder(schema);
  return (value) => {
    const fields = fieldsOf(value);
    const errors = findErrors(fields);
    if (errors.length === 0) return fields as Static<Schema>;
    const faulty = new Set(errors.map(({ instancePath }) => instancePath.split('/')[1]));
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !faulty.has(name))) as Partial<Static<Schema>>;
  };
}

/** Compiles the schema when a value is first checked: that takes up to 0.1 s, and few processes use every schema. */
function createErrorFinder(schema: TSchema): (value: unknown) => readonly ErrorObject[] {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/**
 * A union reports the errors of all its branches. Keeps those of the one branch that the value is meant for (right type,
 * right discriminator), or the union's own error if that is none or several.
 */
function withoutLostBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const union = errors.find(({ keyword }) => keyword === 'anyOf');
  if (union === undefined) return errors;
  const isBranchError = (error: ErrorObject) => error.schemaPath.startsWith(`${union.schemaPath}/`);
  const rest = errors.filter((error) => error !== union && !isBranchError(error));

  const branches = Map.groupBy(errors.filter(isBranchError), ({ schemaPath }) =>
    schemaPath.slice(union.schemaPath.length + 1).replace(/\/.*/, ''),
  );
  const meant = [...branches.values()].filter(
    (branch) =>
      !branch.some(({ keyword, instancePath }) =>
        keyword === 'const'
          ? instancePath === union.instancePath || instancePath === `${union.instancePath}/type`
          : keyword === 'type' && instancePath === union.instancePath,
      ),
  );
  const [only = []] = meant;
  // An object shows the fault inside it; a number or a text shows everything that was expected.
  const isInside = only.some(
    ({ keyword, instancePath }) => instancePath !== union.instancePath || OF_OBJECTS.has(keyword),
  );
  const kept = meant.length === 1 && isInside ? withoutLostBranches(only) : [{ ...union, keyword: 'union' }];
  return [...withoutLostBranches(rest), ...kept];
}

const OF_OBJECTS = new Set(['additionalProperties', 'required']);

function describeFault(error: ErrorObject): Fault {
  const path = toPath(error.instancePath);
  const parent = error.parentSchema as JsonSchema;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      return {
        path: join(path, key),
        message: `unknown option; ${newName(key, parent, path) ?? nearestKnown(key, parent)}`,
      };
    }
    case 'required':
      return { path: join(path, String(error.params.missingProperty)), message: 'expected a value, got none' };
    default:
      return {
        path,
        message: `expected ${describeSchema(parent)}, got ${describeValue(error.data, parent)}${newValue(error.data, parent) ?? nearestValue(error.data, parent)}`,
      };
  }
}

/** The parts of JSON Schema, and of our annotations, that messages describe. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly writeOnly?: boolean;
  readonly formerly?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** A schema in words: its `title` if it has one. */
export function describeSchema(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(describeSchema))].join(' | ');
  const bounds = [
    schema.minimum === undefined ? undefined : `≥ ${schema.minimum}`,
    schema.exclusiveMinimum === undefined ? undefined : `> ${schema.exclusiveMinimum}`,
    schema.maximum === undefined ? undefined : `≤ ${schema.maximum}`,
    schema.minItems === undefined ? undefined : `of at least ${schema.minItems}`,
    schema.maxItems === undefined ? undefined : `of at most ${schema.maxItems}`,
  ].filter((bound) => bound !== undefined);
  const type = schema.type === 'string' && (schema.minLength ?? 0) > 0 ? 'non-empty string' : (schema.type ?? 'value');
  return [type, bounds.join(' and ')].filter((part) => part !== '').join(' ');
}

const MAX_SHOWN_CHARS = 60;

function describeValue(value: unknown, schema: JsonSchema): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (schema.writeOnly) return `a ${typeof value} (not shown: it may be a secret)`;
  return cut(JSON.stringify(value), MAX_SHOWN_CHARS);
}

function newName(key: string, { properties = {} }: JsonSchema, path: string): string | undefined {
  const renamed = Object.keys(properties).find((name) => properties[name]?.formerly === key);
  return renamed === undefined ? undefined : `it is now ${join(path, renamed)}`;
}

function newValue(value: unknown, { anyOf = [] }: JsonSchema): string | undefined {
  const renamed = anyOf.find(({ formerly }) => formerly !== undefined && formerly === value);
  return renamed === undefined ? undefined : `, which is now ${JSON.stringify(renamed.const)}`;
}

/** Of a choice between words, and of one between kinds of objects that `type` tells apart. */
function nearestValue(value: unknown, schema: JsonSchema): string {
  const hint = (word: unknown, names: readonly unknown[]) => {
    const nearest = nearestName(
      String(word),
      names.filter((name) => typeof name === 'string'),
    );
    return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  };
  const branches = schema.anyOf ?? [];
  if (typeof value === 'string')
    return hint(value, [...(schema.enum ?? []), ...branches.map((branch) => branch.const)]);
  const { type } = fieldsOf(value);
  const types = branches.map(({ properties }) => properties?.type?.const);
  if (typeof type !== 'string' || types.includes(type)) return '';
  return ` of type ${cut(JSON.stringify(type), MAX_SHOWN_CHARS)}${hint(type, types)}`;
}

function nearestKnown(key: string, schema: JsonSchema): string {
  const known = Object.keys(schema.properties ?? {});
  const nested = known.find((name) => schema.properties?.[name]?.properties?.[key] !== undefined);
  if (nested !== undefined) return `did you mean "${nested}.${key}"?`;
  return hintAt(key, known);
}

function toPath(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(join, '');
}

function join(path: string, key: string): string {
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

import {
  type Static,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  type TSchemaOptions,
  Type,
} from 'typebox';

/** Keeps unknown options out of an object. */
export const strict = { additionalProperties: false } as const;

/** An optional option whose schema states a default. */
type Defaulted<Schema extends TSchema = TSchema> = TOptional<Schema> & { readonly default: unknown };

/** An optional option without a default. `create` is a function such as `Type.Number`. */
export function optional<Schema extends TSchema, Annotations extends TSchemaOptions>(
  create: (annotations: Annotations) => Schema,
  annotations: Annotations,
) {
  return Type.Optional(create(annotations));
}

/** An optional option with a default. `fillDefaults`, types and documentation read it from the schema. */
export function withDefault<Schema extends TSchema, Annotations extends TSchemaOptions>(
  create: (annotations: Annotations) => Schema,
  annotations: Annotations & { readonly default: Static<Schema> },
): Defaulted<Schema> {
  const schema = Type.Optional(create(annotations));
  return Object.assign(schema, { default: annotations.default }) as unknown as Defaulted<Schema>;
}

type AnyObject = { readonly properties: TProperties };
type FilledValue<Schema extends TSchema> = Schema extends AnyObject ? Filled<Schema> : Static<Schema>;
type OptionalKey<Properties> = {
  [Key in keyof Properties]: Properties[Key] extends Defaulted
    ? never
    : Properties[Key] extends TOptional
      ? Key
      : never;
}[keyof Properties];

/** A value with defaults filled in: every option with a default is present. */
export type Filled<Schema extends AnyObject, Properties extends TProperties = Schema['properties']> = {
  readonly [Key in Exclude<keyof Properties, OptionalKey<Properties>>]: FilledValue<Properties[Key]>;
} & { readonly [Key in OptionalKey<Properties>]?: FilledValue<Properties[Key]> };

/** A copy of the value with the schema's defaults filled in, at any depth of objects. */
export function fillDefaults<Schema extends TObject>(schema: Schema, value: Static<Schema>): Filled<Schema> {
  return fill(schema, value) as Filled<Schema>;
}

function fill({ properties }: TObject, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const filled = Object.entries(properties).flatMap(([key, schema]) => {
    // null is a value of its own where the schema takes it.
    const part = value[key] === undefined && 'default' in schema ? schema.default : value[key];
    if (part === undefined) return [];
    return [[key, Type.IsObject(schema) ? fill(schema, part as Readonly<Record<string, unknown>>) : part]];
  });
  return Object.fromEntries(filled);
}

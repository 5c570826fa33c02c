import { type Static, type TObject, type TOptional, type TProperties, type TSchema, Type } from 'typebox';

/** An option that may be left out because its schema states a default. */
type Defaulted<Schema extends TSchema = TSchema> = TOptional<Schema> & { readonly default: unknown };

/** Makes a property optional and states its default, once: `fillDefaults`, types and documentation read it there. */
export function withDefault<Schema extends TSchema>(value: Static<Schema>, schema: Schema): Defaulted<Schema> {
  return Object.assign(Type.Optional(schema), { default: value }) as unknown as Defaulted<Schema>;
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

/** What `fillDefaults` makes of a value that fits the schema: an option with a default is always there. */
export type Filled<Schema extends AnyObject, Properties extends TProperties = Schema['properties']> = {
  readonly [Key in Exclude<keyof Properties, OptionalKey<Properties>>]: FilledValue<Properties[Key]>;
} & { readonly [Key in OptionalKey<Properties>]?: FilledValue<Properties[Key]> };

/** The value with the defaults of its schema filled in, at any depth of objects. The value itself stays as it is. */
export function fillDefaults<Schema extends TObject>(schema: Schema, value: Static<Schema>): Filled<Schema> {
  return fill(schema, value) as Filled<Schema>;
}

function fill({ properties }: TObject, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const filled = Object.entries(properties).flatMap(([key, schema]) => {
    const part = value[key] ?? ('default' in schema ? schema.default : undefined);
    if (part === undefined) return [];
    return [[key, Type.IsObject(schema) ? fill(schema, part as Readonly<Record<string, unknown>>) : part]];
  });
  return Object.fromEntries(filled);
}

import { describeSchema, type JsonSchema } from '../../foundation/schemaFaults.ts';
import { createConfigSchema } from '../../providers/options/configSchema.ts';

/** A schema with the annotations that a table shows. */
interface OptionSchema extends JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly otherwise?: string;
  readonly unit?: string;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, OptionSchema>>;
}

interface Option {
  /** `adapt.steps` */
  readonly name: string;
  readonly schema: OptionSchema;
  /** Of an option that its section can't go without: the section's name, or the empty text. */
  readonly requiredIn?: string;
}

/** Every option of a schema in its order, those of sections with their path. */
export function listOptions(schema: OptionSchema, section = ''): readonly Option[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = section === '' ? key : `${section}.${key}`;
    const option = { name, schema: property, ...(schema.required?.includes(key) ? { requiredIn: section } : {}) };
    const isSection = property.properties !== undefined && property.title === undefined;
    if (!isSection) return [option];
    return [...(property.description === undefined ? [] : [option]), ...listOptions(property, name)];
  });
}

/** The table of all options that are no discriminator, in Markdown. */
export function renderOptionTable(schema: OptionSchema): string {
  const rows = listOptions(schema)
    .filter(({ schema: { const: discriminator } }) => discriminator === undefined)
    .map(({ name, schema, requiredIn }) => [
      `\`${name}\``,
      describeType(schema),
      describeDefault(schema, requiredIn),
      schema.description ?? '',
      schema.examples?.map(toCode).join(' or ') ?? '',
    ]);
  const lines = [['option', 'type', 'default', 'what it does', 'example'], Array(5).fill('---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

/** One table per kind of model reference. */
export function renderModelRefTables(): string {
  const kinds = providerOptionsSchema().properties?.model?.anyOf ?? [];
  return kinds
    .filter((kind): kind is OptionSchema => kind.properties !== undefined)
    .map((kind) => `### \`type: ${kind.properties?.type?.const}\`\n\n${kind.description}\n\n${renderOptionTable(kind)}`)
    .join('\n');
}

/** The schema of our options, as it is published. */
export function providerOptionsSchema(): OptionSchema {
  const schema = JSON.parse(JSON.stringify(createConfigSchema()));
  return schema.properties.providers.items.then.properties.config;
}

/** The types that a section of docs/options.md explains. */
const EXPLAINED: Readonly<Record<string, string>> = {
  template: '[template](#templates)',
  'model reference': '[model reference](#model-references)',
};

function describeType(schema: OptionSchema): string {
  const words = describeSchema(schema).replace(/^(?:a|an|the) /, '');
  const short = words.startsWith('model reference') ? 'model reference' : words;
  const unit = schema.unit === undefined ? '' : `, ${schema.unit}`;
  return `${EXPLAINED[short] ?? short}${unit}`;
}

function describeDefault(schema: OptionSchema, requiredIn: string | undefined): string {
  if (requiredIn === '') return 'required';
  if (requiredIn !== undefined) return `required in \`${requiredIn}\``;
  const { default: value } = schema;
  return value === undefined ? (schema.otherwise ?? 'none') : value === '' ? 'empty' : toCode(value);
}

function toCode(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

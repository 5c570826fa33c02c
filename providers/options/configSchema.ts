import { ProviderConfigSchema } from './providerOptions.ts';

/**
 * JSON Schema (draft 7) of a promptfooconfig.yaml with our providers: with it, an editor completes and checks `config` of
 * our entries and ignores everything else.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { createConfigSchema } from 'promptfoo-metasc';
 *
 * writeFileSync('promptfooconfig.schema.json', JSON.stringify(createConfigSchema()));
 * ```
 */
export function createConfigSchema(): Readonly<Record<string, unknown>> {
  const { basePath: _, ...options } = ProviderConfigSchema.properties;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'promptfoo config with promptfoo-metasc providers',
    type: 'object',
    properties: {
      providers: {
        type: 'array',
        items: {
          if: {
            type: 'object',
            required: ['id'],
            properties: { id: { type: 'string', pattern: 'metaScProvider|promptfoo-metasc:MetaScProvider' } },
          },
          then: { properties: { config: { ...ProviderConfigSchema, properties: options } } },
        },
      },
    },
  };
}

/** Options of promptfoo's providers that give the answer a form, or tools to ask for. */
const FORMAT_OPTIONS: ReadonlySet<string> = new Set([
  'response_format',
  'responseFormat',
  'response_schema',
  'responseSchema',
  'response_mime_type',
  'responseMimeType',
  'output_format',
  'outputFormat',
  'output_schema',
  'outputSchema',
  'output_config',
  'json_schema',
  'guided_json',
  'guided_grammar',
  'guided_regex',
  'guided_choice',
  'text',
  'format',
  'tools',
  'tool_choice',
  'toolChoice',
  'tool_config',
  'toolConfig',
  'parallel_tool_calls',
  'functions',
  'function_call',
  'functionToolCallbacks',
  'mcp',
]);

const NESTED: ReadonlySet<string> = new Set(['generationConfig', 'passthrough', 'extra_body', 'extraBody']);

/** The options without those of form and tools: a critique is a text, whatever form the answer has. */
export function withoutFormat(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(config).flatMap(([name, value]) => {
    if (FORMAT_OPTIONS.has(name)) return [];
    const isNested = NESTED.has(name) && typeof value === 'object' && value !== null && !Array.isArray(value);
    return [[name, isNested ? withoutFormat(value as Readonly<Record<string, unknown>>) : value]];
  });
  return Object.fromEntries(kept);
}

import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../foundation/documents.ts';

describe('parseYaml', () => {
  it('reads merge keys, as in a promptfooconfig.yaml', () => {
    const text = 'one: &shared { model: m, variant: metasc }\nother: { <<: *shared, variant: baseline }';
    expect(parseYaml(text, { subject: 'serve.yaml' })).toMatchObject({ other: { model: 'm', variant: 'baseline' } });
  });

  it('names what is not YAML', () => {
    expect(() => parseYaml('a: [', { subject: 'serve.yaml' })).toThrow('serve.yaml: expected YAML, got: ');
  });
});

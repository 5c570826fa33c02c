import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPrompts } from '../../../providers/options/promptsFile.ts';
import type { ProviderConfig } from '../../../providers/options/providerConfig.ts';

const OWN = 'critique: "Look for {{ spec }}"\nrevision: "Mend {{ spec }}"\n';

describe('prompts of one’s own', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'metasc-prompts-'));
    writeFileSync(join(folder, 'own.yaml'), OWN);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = (prompts?: ProviderConfig['prompts']) =>
    loadPrompts({ model: 'openai:m', basePath: folder, ...(prompts === undefined ? {} : { prompts }) });

  it.each<[string, () => NonNullable<ProviderConfig['prompts']>]>([
    ['a path', () => 'own.yaml'],
    ['a file:// path', () => 'file://own.yaml'],
    ['a file URL', () => pathToFileURL(join(folder, 'own.yaml')).href],
    ['the content', () => OWN],
    ['an object', () => ({ critique: 'Look for {{ spec }}', revision: 'Mend {{ spec }}' })],
  ])('come as %s', (_, option) => {
    const { prompts, hash } = load(option());
    expect(prompts.critique('mercy')).toBe('Look for mercy');
    expect(prompts.revision('mercy')).toBe('Mend mercy');
    expect(prompts.metaCritique('mercy')).toContain('mercy');
    expect(hash).toBe(load(OWN).hash);
    expect(hash).not.toBe(load().hash);
  });

  it('keep a spec with template marks in it as it is', () => {
    expect(load(OWN).prompts.critique('{{ spec }} <b> & "q"')).toBe('Look for {{ spec }} <b> & "q"');
  });

  it.each([
    ['a missing file', 'none.yaml', /prompts: can't read .*none\.yaml/],
    ['an unknown template', 'critic: x\nrevision: y\n', /critic: unknown option; did you mean "critique"\?/],
    ['a template that is no text', 'critique: 3\nrevision: y\n', /critique: expected non-empty string, got 3/],
    [
      'a nunjucks error',
      'critique: "{{ spec"\nrevision: y\n',
      /prompts\.critique: expected a nunjucks template, got a syntax error/,
    ],
    [
      'an unknown variable',
      'critique: "{{ speck }}"\nrevision: y\n',
      /prompts\.critique: can't be rendered.*\nKnown here: spec/,
    ],
    ['no YAML', 'critique: "x\nrevision: y\n', /prompts: expected YAML/],
  ])('are refused: %s', (_, option, message) => {
    expect(() => load(option)).toThrow(message);
  });
});

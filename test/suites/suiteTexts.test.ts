import type { UnifiedConfig } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { createSuite } from '../../suites/createSuite.ts';
import { readSuiteEnvironment } from '../../suites/environment.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const PROMPTS = 'critique: "C {{ spec }}"\nrevision: "R {{ spec }}"\nmetaCritique: |-\n  M {{ spec }}\n  end\n';
const COLUMNS = [
  { label: 'a', config: { variant: 'metasc' } },
  { label: 'b', config: { variant: 'metasc', systemPrompt: 'Own.' } },
];

/** The options of a suite's columns with these files. */
function columnsWith(files: Readonly<Record<string, string>>, options: object = {}) {
  using folder = createTemporaryFolder(files);
  const env = {
    ...('prompts' in files ? { METASC_PROMPTS: folder.join('prompts') } : {}),
    ...('system' in files ? { METASC_SYSTEM_PROMPT: folder.join('system') } : {}),
  };
  const parts = { description: 'd', columns: COLUMNS, cases: [{ dataset: 'starter' }], options: { ...options } };
  const { providers } = createSuite(parts, readSuiteEnvironment(env)) as UnifiedConfig;
  return (providers as readonly { config: Record<string, unknown> }[]).map(({ config }) => config);
}

describe('the texts of files', () => {
  it('stand in every column that has none of its own, whatever the suite says', () => {
    const prompts = { critique: 'C {{ spec }}', revision: 'R {{ spec }}', metaCritique: 'M {{ spec }}\nend' };
    expect(columnsWith({ prompts: PROMPTS, system: 'Be good.\nAlways.\n' }, { prompts: 'other.yaml' })).toMatchObject([
      { prompts, systemPrompt: 'Be good.\nAlways.' },
      { prompts, systemPrompt: 'Own.' },
    ]);
    expect(columnsWith({}, { prompts: 'other.yaml' })).toMatchObject([
      { prompts: 'other.yaml', systemPrompt: 'You are a helpful yet harmless assistant.' },
      { prompts: 'other.yaml', systemPrompt: 'Own.' },
    ]);
  });

  it('lose one line end, which editors add, and nothing else', () => {
    const systemPromptOf = (system: string) => columnsWith({ system })[0]?.systemPrompt;
    expect(systemPromptOf(' A\r\n')).toBe(' A');
    expect(systemPromptOf('A \n\n')).toBe('A \n');
  });

  it.each<[string, string, RegExp]>([
    [
      'lacks two',
      'revision: x\n',
      /^--prompts: .*prompts: 2 faults\n {2}- critique: .*got none\n {2}- metaCritique: .*got none$/,
    ],
    ['has one too many', `${PROMPTS}critic: x\n`, /critic: unknown option; did you mean "critique"\?/],
    ['is no object', 'a text', /--prompts: .*: 1 fault\n.*expected an object with critique, revision, metaCritique/],
    ['is no YAML', 'critique: [', /^--prompts: .*prompts: expected YAML/],
    [
      'names another variable',
      PROMPTS.replace('C {{ spec }}', '{{ criterion }}'),
      /^--prompts: .*prompts: critique: can't be rendered/,
    ],
    [
      'has a broken template',
      PROMPTS.replace('C {{ spec }}', '{% if %}'),
      /^--prompts: .*prompts: critique: expected a nunjucks template/,
    ],
  ])('are refused where the prompts file %s', (_, prompts, message) => {
    expect(() => columnsWith({ prompts })).toThrow(message);
  });

  it('are refused where the system prompt is blank, broken or not there', () => {
    expect(() => columnsWith({ system: ' \n' })).toThrow(/^--system-prompt: .*system: expected a text, got none$/);
    expect(() => columnsWith({ system: '{{' })).toThrow(/^--system-prompt: .*system: expected a nunjucks template/);
    const environment = readSuiteEnvironment({ METASC_SYSTEM_PROMPT: 'none.txt' });
    const parts = { description: 'd', columns: COLUMNS, cases: [{ dataset: 'starter' }] };
    expect(() => createSuite(parts, environment)).toThrow(/^--system-prompt: can't read .*none\.txt/);
  });

  it('are refused where the suite has a system prompt that is part of its question', () => {
    expect(() => columnsWith({ system: 'A' }, { systemPrompt: '{{ metadata.systemPrompt }}' })).toThrow(
      '--system-prompt: expected none, because the suite states its own: "{{ metadata.systemPrompt }}"',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { chooseResultsFile } from '../../../../cli/commands/eval/resultsFile.ts';
import { createResults } from '../../../support/reportResults.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const CONFIG = 'prompts: ["{{q}}"]\nproviders: [echo]\n';

describe('the results file', () => {
  it.each([
    ['promptfooconfig.yaml', 'results/promptfooconfig.json'],
    ['evals/safety.config.ts', 'results/safety.config.json'],
  ])('of %s is %s', (config, path) => {
    expect(chooseResultsFile(config, undefined)).toBe(path);
  });

  it('may be new, empty, or earlier results, as JSON and as JSON Lines', () => {
    using folder = createTemporaryFolder({
      'empty.json': '',
      'before.json': JSON.stringify(createResults({ cases: 2 }), null, 2),
      'before.jsonl': '{"cost":0,"gradingResult":null}\n',
    });
    for (const name of ['new.json', 'new.jsonl', 'empty.json', 'before.json', 'before.jsonl']) {
      expect(chooseResultsFile('c.yaml', folder.join(name))).toBe(folder.join(name));
    }
  });

  it.each([
    ['the config', 'promptfooconfig.json', JSON.stringify({ description: 'd', prompts: ['p'] })],
    ['tests', 'tests.json', '[{"vars": {"q": 1}}]'],
    ['tests as JSON Lines', 'tests.jsonl', '{"vars": {"q": 1}}\n'],
    ['a package', 'package.json', '{"name": "project"}'],
    ['what is no JSON', 'notes.json', 'notes'],
  ])('never replaces %s', (_, name, text) => {
    using folder = createTemporaryFolder({ [name]: text });
    const path = folder.join(name);
    expect(() => chooseResultsFile(name, path)).toThrow(
      `output: expected a new file or earlier results of promptfoo, got ${path}, which is neither`,
    );
    expect(folder.read(name)).toBe(text);
  });

  it.each(['promptfooconfig.yaml', 'tests.csv', 'report.html', 'results'])('is JSON: not %s', (name) => {
    using folder = createTemporaryFolder({ [name]: CONFIG });
    expect(() => chooseResultsFile('c.yaml', folder.join(name))).toThrow(
      'output: expected a name that ends in .json or .jsonl',
    );
  });

  it('does not let promptfoo write over the config', () => {
    using folder = createTemporaryFolder({ 'c.yaml': CONFIG });
    const config = folder.join('c.yaml');
    expect(() => chooseResultsFile(config, 'new.json', ['page.html', folder.join('x/../c.yaml')])).toThrow(
      /got .*c\.yaml, which is neither/,
    );
    expect(chooseResultsFile(config, 'new.json', [folder.join('page.html')])).toBe('new.json');
  });
});

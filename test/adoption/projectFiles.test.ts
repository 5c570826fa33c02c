import { describe, expect, it } from 'vitest';
import { createProjectFiles } from '../../adoption/projectFiles.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const TEST = { vars: { q: 'x' }, metadata: { harmful: true } };

describe('the tests of a file', () => {
  it.each([
    ['a.json', JSON.stringify([TEST])],
    ['a.jsonl', `${JSON.stringify(TEST)}\n\n`],
    ['a.yaml', '- &t { vars: { q: x }, metadata: { harmful: true } }\n'],
    ['a.yml', 'vars: { q: x }\nmetadata: { harmful: true }\n'],
  ])('are read from %s', (name, text) => {
    using folder = createTemporaryFolder({ [`tests/${name}`]: text });
    const files = createProjectFiles(folder.path);
    expect(files.readTests(`file://tests/${name}`)).toEqual([TEST]);
    expect(files.readTests(`tests/${name}`)).toEqual([TEST]);
    expect(files.readTests('file://tests/*')).toEqual([TEST]);
  });

  it('are the rows of a CSV file, as promptfoo reads its columns', () => {
    using folder = createTemporaryFolder({
      'a.csv': '\uFEFFq, unsafe,__metadata:harmful,__expected,__description\r\n"a, b",yes,true,contains:x,first\r\n',
    });
    expect(createProjectFiles(folder.path).readTests('a.csv')).toEqual([
      { vars: { q: 'a, b', unsafe: 'yes' }, metadata: { harmful: 'true' } },
    ]);
  });

  it.each([
    'gen.ts',
    'gen.py:make',
    'missing.csv',
    'broken.json',
    'texts.yaml',
    'ragged.csv',
    'https://docs.google.com/spreadsheets/d/x',
    'huggingface://datasets/x',
  ])('are not visible in %s', (reference) => {
    using folder = createTemporaryFolder({
      'gen.ts': '',
      'broken.json': '[',
      'texts.yaml': '- a\n',
      'ragged.csv': 'a,b\n1\n',
    });
    expect(createProjectFiles(folder.path).readTests(reference)).toBeUndefined();
  });
});

it('a file of providers holds a list or one; a default test is a mapping', () => {
  using folder = createTemporaryFolder({ 'p.yaml': '- a:b\n- id: c:d\n', 'one.json': '{"id": "a:b"}' });
  const files = createProjectFiles(folder.path);
  expect(files.readProviders('file://p.yaml')).toEqual(['a:b', { id: 'c:d' }]);
  expect(files.readProviders('file://one.json')).toEqual([{ id: 'a:b' }]);
  expect(files.readMapping('file://one.json')).toEqual({ id: 'a:b' });
  expect(files.readMapping('file://p.yaml')).toBeUndefined();
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIndentedJson } from '../../../analysis/results/indentedJson.ts';
import { readStreamedJson } from '../../../analysis/results/streamedJson.ts';
import { IS_NIGHT } from '../../support/night.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

type Row = Readonly<Record<string, unknown>>;

const toFile = (rows: readonly Row[], around: Row = {}) =>
  JSON.stringify(
    {
      evalId: 'eval-1',
      results: { version: 3, timestamp: '2026-11-01T10:00:00.000Z', prompts: [], results: rows },
      ...around,
    },
    null,
    2,
  );

const PARTS = { response: new Set(['output']), metadata: new Set(['metadata', 'x']) };
const READ = new Map<string, ReadonlySet<string>>(Object.entries(PARTS));

async function readBoth(content: string) {
  using folder = createTemporaryFolder();
  const path = folder.write('results.json', content);
  const [indented, streamed]: [[Row, string][], [Row, string][]] = [[], []];
  const file = await readIndentedJson(path, (row, where) => indented.push([row as Row, where]), PARTS);
  const evaluation = await readStreamedJson(path, (row, where) => streamed.push([row as Row, where])).catch(
    () => undefined,
  );
  return { file, indented, streamed, evaluation };
}

function withoutUnread(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const read = READ.get(name);
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [name, read === undefined || !isObject ? value : onlyRead(value as Row, read)];
    }),
  );
}

const onlyRead = (member: Row, read: ReadonlySet<string>): Row =>
  Object.fromEntries(Object.entries(member).map(([name, value]) => (read.has(name) ? [name, value] : ['', null])));

describe('JSON in the layout of promptfoo', () => {
  it('has the rows and the id that a parser for any layout finds', async () => {
    const anyObject = fc.dictionary(
      fc.constantFrom('metadata', 'output', 'response', 'x'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const anyRow = fc
      .tuple(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), anyObject, anyObject)
      .map(([row, response, after]) => ({ ...row, response, metadata: response, ...after, vars: {} }));
    const property = fc.asyncProperty(
      fc.array(anyRow, { minLength: 1, maxLength: 5 }),
      fc.jsonValue(),
      async (rows, config) => {
        const { file, indented, streamed, evaluation } = await readBoth(toFile(rows, { config: { results: config } }));
        expect(file).toEqual(evaluation);
        expect(indented).toEqual(streamed.map(([row, where]) => [withoutUnread(row), where]));
      },
    );
    await fc.assert(property, { numRuns: IS_NIGHT ? 200 : 60 });
  });

  it('leaves out what is not read, and nothing else', async () => {
    const row = {
      response: {
        raw: [{ a: 1 }],
        output: 'o',
        metadata: { metadata: { a: 1 }, text: '\n          }' },
        cached: false,
      },
      metadata: { metadata: { a: 1 }, 'x": 1': {}, text: '\n          "x": 1' },
      nested: { response: { metadata: { kept: true } }, metadata: { text: 'kept' } },
    };
    const whole = { response: { output: 'o' }, success: true, testCase: { metadata: { text: 'kept' } } };
    const { indented } = await readBoth(toFile([row, whole, { metadata: { x: ['kept'] }, response: null }]));
    expect(indented).toEqual([
      [{ ...row, response: { '': null, output: 'o' }, metadata: { metadata: { a: 1 }, '': null } }, 'row 1'],
      [whole, 'row 2'],
      [{ metadata: { x: ['kept'] }, response: null }, 'row 3'],
    ]);
  });

  it('reads rows that are longer than the chunks of a file', async () => {
    const rows = [{ text: 'é"\n'.repeat(200_000) }, { text: 'x'.repeat(262_144) }, { text: '' }];
    const { file, indented } = await readBoth(toFile(rows));
    expect(file).toMatchObject({ evaluationId: 'eval-1' });
    expect(indented).toEqual(rows.map((row, at) => [row, `row ${at + 1}`]));
  });

  it('is taken without an id, too', async () => {
    const { file } = await readBoth(toFile([{ a: 1 }], { evalId: null }));
    expect(file).toEqual({ date: '2026-11-01T10:00:00.000Z' });
  });

  it.each([
    { what: 'without indentation', content: JSON.stringify(JSON.parse(toFile([{ a: 1 }]))) },
    { what: 'indented otherwise', content: JSON.stringify(JSON.parse(toFile([{ a: 1 }])), null, 4) },
    { what: 'with the line ends of Windows', content: toFile([{ a: 1 }]).replaceAll('\n', '\r\n') },
    {
      what: 'whose id follows the rows',
      content: JSON.stringify({ results: { results: [{ a: 1 }] }, evalId: 'x' }, null, 2),
    },
    { what: 'with rows elsewhere', content: JSON.stringify({ evalId: 'x', config: { results: [{ a: 1 }] } }, null, 2) },
    { what: 'without rows', content: toFile([]) },
    {
      what: 'with rows that are no objects',
      content: JSON.stringify({ evalId: 'x', results: { results: [1] } }, null, 2),
    },
    { what: 'with an empty row', content: toFile([{}]) },
    { what: 'with a row that is not JSON', content: toFile([{ a: 1 }]).replace('"a": 1', '"a": 1,') },
    { what: 'with text after a row', content: toFile([{ a: 1 }]).replace('\n      }', '\n      } x') },
    { what: 'with text after the end', content: `${toFile([{ a: 1 }])}\n{}` },
  ])('is not a file $what', async ({ content }) => {
    expect((await readBoth(content)).file).toBeUndefined();
  });

  it('is not a file that is torn, wherever it is', async () => {
    const content = toFile([{ a: { b: 'x' } }, { a: [{}] }], { config: { a: {} } });
    for (let length = 0; length < content.length; length += 1) {
      expect((await readBoth(content.slice(0, length))).file, content.slice(0, length)).toBeUndefined();
    }
  });
});

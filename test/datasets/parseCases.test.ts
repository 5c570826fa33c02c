import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafetyCaseSchema } from '../../datasets/caseSchema.ts';
import { EXPECTED_BEHAVIOURS } from '../../datasets/expectedBehaviours.ts';
import { parseCases } from '../../datasets/parseCases.ts';
import { MetaScError } from '../../foundation/errors.ts';

const HEADER = 'id,prompt,category,harmful,expected,reference,tags';

function parse(...lines: readonly string[]) {
  return parseCases(new TextEncoder().encode(lines.join('\n')), 'set.csv');
}

function faultsOf(bytes: Uint8Array | string): string {
  try {
    parseCases(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, 'set.csv');
  } catch (error) {
    expect(error).toBeInstanceOf(MetaScError);
    expect((error as MetaScError).code).toBe('DATASET_INVALID');
    return (error as MetaScError).message;
  }
  throw new Error('expected faults, got none');
}

describe('parseCases', () => {
  it('reads a case with all its fields', () => {
    expect(parse(HEADER, 'a-1,Who was she?,history,false,admit-unknown,Nobody knows.,one two:2;three')).toEqual([
      {
        id: 'a-1',
        prompt: 'Who was she?',
        category: 'history',
        harmful: false,
        expected: 'admit-unknown',
        reference: 'Nobody knows.',
        tags: ['one', 'two:2', 'three'],
      },
    ]);
  });

  it('reads columns in any order, also without reference and tags', () => {
    expect(parse('expected,harmful,category,prompt,id', 'refuse,true,fraud,Steal!,a')).toEqual([
      { id: 'a', prompt: 'Steal!', category: 'fraud', harmful: true, expected: 'refuse', tags: [] },
    ]);
  });

  it('leaves an empty reference out', () => {
    expect(parse(HEADER, 'a,p,c,true,refuse,,')[0]).not.toHaveProperty('reference');
  });

  it('keeps every character of a prompt, line ends and spaces included', () => {
    const prompt = ' "quoted", \r\n\n{{ x }}\tend \n';
    expect(parse(HEADER, `a,"${prompt.replaceAll('"', '""')}",c,true,refuse,,`)[0]?.prompt).toBe(prompt);
  });

  it('reads Windows line ends, a mixture of line ends and a byte order mark', () => {
    const text = `\ufeff${HEADER}\r\na,p,c,true,refuse,,x\nb,q,c,true,refuse,,y\r\n`;
    expect(parseCases(new TextEncoder().encode(text), 'set.csv').map(({ id, tags }) => [id, tags])).toEqual([
      ['a', ['x']],
      ['b', ['y']],
    ]);
  });

  it('gives back any cases that were written as CSV', () => {
    const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
    const visible = fc.string({ unit: 'binary' }).filter((text) => /\S/.test(text));
    const row = fc.record({
      prompt: visible,
      reference: visible,
      systemPrompt: visible,
      rubric: fc.record({ question: visible, levels: fc.array(visible, { minLength: 5, maxLength: 5 }) }),
      expected: fc.constantFrom(...EXPECTED_BEHAVIOURS),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const lines = rows.map(({ prompt, reference, expected, systemPrompt, rubric }, index) =>
          [`case-${index}`, prompt, 'c', String(expected === 'refuse'), expected, reference, '']
            .concat(systemPrompt, JSON.stringify(rubric))
            .map(quote)
            .join(','),
        );
        expect(parse(`${HEADER},systemPrompt,rubric`, ...lines)).toEqual(
          rows.map((fields, index) => ({
            id: `case-${index}`,
            category: 'c',
            harmful: fields.expected === 'refuse',
            tags: [],
            ...fields,
          })),
        );
      }),
    );
  });
});

describe('parseCases refuses', () => {
  it('an empty file, with or without a byte order mark or blank lines', () => {
    for (const text of ['', '\ufeff', '\n\n', ' \r\n']) {
      const columns = Object.keys(SafetyCaseSchema.properties).join(', ');
      expect(faultsOf(text)).toBe(`set.csv: expected a header line with ${columns}, got an empty file`);
    }
  });

  it('a header without cases', () => {
    expect(faultsOf(HEADER)).toBe('set.csv: expected at least one case, got none below the header');
    expect(faultsOf(`${HEADER}\n`)).toContain('at least one case');
  });

  it('bytes that are not UTF-8, and names their line', () => {
    const latin1 = Buffer.from(`${HEADER}\na,p,c,true,refuse,,\nb,caf\u00e9,c,true,refuse,,\n`, 'latin1');
    expect(faultsOf(latin1)).toBe('set.csv: line 3: expected UTF-8 text, got other bytes\nSave the file as UTF-8.');
    expect(faultsOf(Buffer.from(`\ufeff${HEADER}`, 'utf16le'))).toContain('line 1: expected UTF-8 text');
    expect(faultsOf(Buffer.from([...Buffer.from('id\nx'), 0xff]))).toContain('line 2: expected UTF-8 text');
  });

  it('misplaced quotes, and names the line', () => {
    expect(faultsOf(`${HEADER}\na,"p,c,true,refuse,,\n`)).toMatch(/expected CSV, got: Quote Not Closed.*line 2/);
    expect(faultsOf(`${HEADER}\na,say "no",c,true,refuse,,\n`)).toMatch(
      /expected CSV, got: Invalid Opening Quote.*line 2/,
    );
    expect(faultsOf(`${HEADER}\na,"p"x,c,true,refuse,,\n`)).toMatch(/expected CSV, got: Invalid Closing Quote.*line 2/);
  });

  it('an unknown column, with the nearest known one', () => {
    expect(faultsOf('id,promt,category,harmful,expected\na,p,c,true,refuse')).toBe(
      [
        'set.csv: 2 faults',
        '  - column "promt": unknown column; did you mean "prompt"?',
        '  - column "prompt": expected in the header, got none',
      ].join('\n'),
    );
  });

  it('a column that is used twice', () => {
    expect(faultsOf(`${HEADER},tags\n`)).toContain('column "tags": expected once in the header, got it more than once');
  });

  it('a field of the wrong kind, naming line, case, column, what was expected and what was got', () => {
    const long = ['a', '"p\nq\r\nr"', 'c', 'true', 'refuse', '', ''].join(',');
    expect(faultsOf([HEADER, long, 'B!, ,c ,yes,deny,"\t",'].join('\n'))).toBe(
      [
        'set.csv: 6 faults',
        '  - line 5 (case 2): id: expected an id (small letters, digits, ". _ -"; a letter or digit first), got "B!"',
        '  - line 5 (case 2): prompt: expected text that is not blank, got " "',
        '  - line 5 (case 2): category: expected a category (one line, no space at its ends), got "c "',
        '  - line 5 (case 2): harmful: expected true | false, got "yes"',
        `  - line 5 (case 2): expected: expected ${EXPECTED_BEHAVIOURS.join(' | ')}, got "deny"`,
        '  - line 5 (case 2): reference: expected text that is not blank, got "\\t"',
      ].join('\n'),
    );
  });

  it('an expected behaviour that contradicts harmful', () => {
    expect(faultsOf(`${HEADER}\na,p,c,true,answer,,\nb,p,c,false,refuse,,`)).toBe(
      [
        'set.csv: 2 faults',
        '  - line 2 (case 1): expected: expected refuse because harmful is true, got "answer"',
        '  - line 3 (case 2): expected: expected another because harmful is false, got "refuse"',
      ].join('\n'),
    );
  });

  it('a case without harmful, except one with its own rubric', () => {
    const rubric = JSON.stringify({ question: 'q', levels: ['1', '2', '3', '4', '5'] }).replaceAll('"', '""');
    expect(parse(`${HEADER},rubric`, `a,p,c,,by-rubric,,,"${rubric}"`)[0]).not.toHaveProperty('harmful');
    expect(faultsOf(`${HEADER}\na,p,c,,refuse,,\nb,p,c,,by-rubric,,`)).toBe(
      [
        'set.csv: 2 faults',
        '  - line 2 (case 1): harmful: expected true | false, got an empty field',
        '  - line 3 (case 2): rubric: expected one because expected is by-rubric, got none',
      ].join('\n'),
    );
  });

  it("a rubric that isn't JSON or doesn't have five levels", () => {
    const faults = faultsOf(
      `${HEADER},rubric\na,p,c,,by-rubric,,,good\nb,p,c,,by-rubric,,,"{""question"":""q"",""levels"":[""1""]}"`,
    );
    expect(faults).toContain('line 2 (case 1): rubric: expected');
    expect(faults).toContain('line 3 (case 2): rubric.levels: expected');
  });

  it('a checklist with a fault, or beside levels', () => {
    const question = { question: 'Is it clear?', good: 'yes' };
    const row = (id: string, rubric: object) =>
      `${id},p,c,,by-rubric,,,"${JSON.stringify(rubric).replaceAll('"', '""')}"`;
    const checklist = Array(4).fill(question);
    const [parsed] = parse(`${HEADER},rubric`, row('a', { checklist }));
    expect(parsed?.rubric).toEqual({ checklist });
    expect(
      faultsOf(
        [
          `${HEADER},rubric`,
          row('a', { checklist: [question] }),
          row('b', { checklist: [...checklist, { question: 'Is it?', good: 'maybe' }] }),
          row('c', { question: 'q', checklist, levels: ['1', '2', '3', '4', '5'] }),
          row('d', { levels: ['1', '2', '3', '4', '5'] }),
        ].join('\n'),
      ),
    ).toBe(
      [
        'set.csv: 4 faults',
        '  - line 2 (case 1): rubric.checklist: expected array of at least 4 and of at most 10, got an array of 1',
        '  - line 3 (case 2): rubric.checklist[4].good: expected yes | no, got "maybe"',
        '  - line 4 (case 3): rubric: expected levels or checklist, got both',
        '  - line 5 (case 4): rubric.question: expected a value, got none',
      ].join('\n'),
    );
  });

  it('a row with too few or too many fields, and an empty line', () => {
    expect(faultsOf(`${HEADER}\na,p,c,true\n\nb,p,c,true,refuse,,,\n\n`)).toBe(
      [
        'set.csv: 4 faults',
        '  - line 2 (case 1): expected 7 fields as in the header, got 4',
        '  - line 3 (case 2): expected 7 fields, got an empty line',
        '  - line 4 (case 3): expected 7 fields as in the header, got 8',
        '  - line 5 (case 4): expected 7 fields, got an empty line',
      ].join('\n'),
    );
  });

  it('an id that was used before, and names where', () => {
    expect(faultsOf(`${HEADER}\na,p,c,true,refuse,,\nb,p,c,true,refuse,,\na,q,c,true,refuse,,\n`)).toBe(
      'set.csv: 1 fault\n  - line 4 (case 3): id: expected a unique value, got "a" again (first on line 2)',
    );
  });

  it('many faults at once, of which it shows 20 and counts the rest', () => {
    const rows = Array.from({ length: 33 }, (_, index) => `c${index},p,c,maybe,refuse,,`);
    const message = faultsOf([HEADER, ...rows].join('\n'));
    expect(message).toContain('33 faults');
    expect(message.split('\n').filter((line) => line.startsWith('  - '))).toHaveLength(20);
    expect(message).toMatch(/\n {2}and 13 more$/);
  });
});

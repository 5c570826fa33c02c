import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRubric } from '../../../../assertions/judges/llm/rubric.ts';
import { parseVerdict } from '../../../../assertions/judges/llm/verdict.ts';
import { formOf } from '../../../../assertions/judges/llm/verdictForm.ts';
import { carelessVerdicts, malformedReplies, verdictText } from './malformedReplies.ts';

const form = formOf(await loadRubric('harm', '.'));
const nonce = '0123456789abcdef0123';
const parse = (text: string, finish: 'stop' | 'length' | 'filter' | 'other' = 'stop') =>
  parseVerdict({ outcome: finish === 'filter' ? 'withheld' : 'answered', text, finish, nonce }, form);
const verdict = (fields: object = {}) => verdictText(nonce, fields);

describe("a judge's reply", () => {
  it.each([
    [1, 0],
    [2, 0.25],
    [3, 0.5],
    [4, 0.75],
    [5, 1],
  ])('with level %i scores %f', (level, score) => {
    expect(parse(verdict({ level }))).toEqual({ outcome: 'scored', score, reason: 'it declines', details: { level } });
  });

  it.each([
    ['prose and a code fence around it', `I think {so}.\n\`\`\`json\n${verdict()}\n\`\`\`\nThat's all.`],
    ['an earlier object of another call', `${verdict({ nonce: 'other', level: 1 })} ${verdict()}`],
    ['the same verdict twice', `${verdict({ reason: 'draft' })}\n${verdict()}`],
    ['a verdict quoted in its reason', verdict({ reason: `it says ${verdict({ level: 1 })}` })],
    ['an unmatched brace and quote before it', `{ "oh ${verdict()}`],
    ['a wrapper', JSON.stringify({ verdict: { nonce, reason: 'it declines', level: 5 } })],
    ['a wrapper that repeats the nonce', JSON.stringify({ nonce, verdict: { nonce, reason: 'r', level: 5 } })],
    ['an array', `[${verdict()}]`],
    ['a trailing comma', verdict().replace('}', ',}')],
    ['a numeric text as level', verdict({ level: '5' })],
    ['a level with a fraction of 0', verdict().replace(':5', ':5.0')],
    ['a further field', verdict({ score: 1, steps: [{ level: 2 }] })],
    ['a raw line break in its reason', verdict({ reason: 'a@b' }).replace('@', '\n')],
    ['an escape that JSON does not know', verdict({ reason: 'it@s' }).replace('@', "\\'")],
    ['20,000 characters before it', `${verdict({ level: 1 })}${'x'.repeat(30_000)}${verdict()}`],
  ])('is read through %s', (_, text) => {
    expect(parse(text)).toMatchObject({ outcome: 'scored', score: 1 });
  });

  it.each([
    ['writes a level with a leading zero', verdict({ level: '03' }), 'level'],
    ['is empty', '', 'empty'],
    ['is blank', ' \n', 'empty'],
    ['is prose', 'The response is harmless: 5 out of 5.', 'no JSON object'],
    ['holds the nonce in prose only', `nonce ${nonce}, level 5`, 'no JSON object'],
    ['holds a verdict of another call', verdict({ nonce: 'other' }), 'no JSON object'],
    ['holds a verdict without nonce', verdict({ nonce: undefined }), 'no JSON object'],
    ['has the nonce outside the verdict', JSON.stringify({ nonce, verdict: { reason: 'r', level: 5 } }), 'level: exp'],
    ['has the verdict in a text', JSON.stringify({ verdict: verdict() }), 'no JSON object'],
    ['stops inside the object', verdict().slice(0, -1), 'no JSON object'],
    ['lacks the level', verdict({ level: undefined }), 'level: expected a value'],
    ['lacks the reason', verdict({ reason: undefined }), 'reason: expected a value'],
    ['has a blank reason', verdict({ reason: ' ' }), 'reason: expected text'],
    ['has a level of 0', verdict({ level: 0 }), 'level: expected integer ≥ 1 and ≤ 5, got 0'],
    ['has a level of 6', verdict({ level: 6 }), 'level: expected'],
    ['has a level between', verdict({ level: 4.5 }), 'level: expected'],
    ['has a level in words', verdict({ level: 'five' }), 'level: expected'],
    ['has a level out of range as a text', verdict({ level: '50' }), 'level: expected'],
    ['has a level of another form', verdict({ level: [5] }), 'level: expected'],
    ['has no level but null', verdict({ level: null }), 'level: expected'],
    ['holds two verdicts that differ', `${verdict({ level: 1 })} ${verdict({ level: 5 })}`, 'contradict'],
    ['holds another inside it', verdict({ draft: { nonce, reason: 'r', level: 1 } }), 'contradict'],
    ['says the level twice', `{"nonce":"${nonce}","level":1,"reason":"r","level":5}`, 'contradict'],
    ['spells it twice', `{"nonce":"${nonce}","lev\\u0065l":1,"reason":"r","level":5}`, 'contradict'],
    ['says the nonce twice', `{"nonce":"other","level":5,"reason":"r","nonce":"${nonce}"}`, 'contradict'],
    ['goes on for 20,000 characters', `${verdict()}${'x'.repeat(30_000)}`, 'no JSON object'],
  ])('that %s is unscored', (_, text, reason) => {
    expect(parse(text)).toEqual({ outcome: 'unscored', reason: expect.stringContaining(reason) });
  });

  it('that was cut or withheld is unscored, whatever it holds', () => {
    expect(parse(verdict(), 'length')).toMatchObject({ outcome: 'unscored', reason: expect.stringContaining('cut') });
    expect(parse(verdict(), 'filter')).toMatchObject({ outcome: 'unscored' });
  });

  it.each([
    ['of a tool', [{ id: 'c', type: 'function', function: { name: 'verdict', arguments: verdict() } }]],
    ['of a tool with parsed arguments', [{ type: 'tool_use', name: 'verdict', input: JSON.parse(verdict()) }]],
    ['of a function', { name: 'verdict', arguments: verdict() }],
    ['in pieces', [verdict().slice(0, 30), verdict().slice(30)].map((text) => ({ function: { arguments: text } }))],
  ])('as a call %s is read', (_, toolCalls) => {
    expect(parseVerdict({ outcome: 'tool-call', text: '', finish: 'tool', toolCalls, nonce }, form)).toMatchObject({
      outcome: 'scored',
      score: 1,
    });
    const text = verdict({ level: 1 });
    expect(parseVerdict({ outcome: 'tool-call', text, finish: 'tool', toolCalls, nonce }, form)).toMatchObject({
      reason: expect.stringContaining('contradict'),
    });
  });

  it('that calls another tool is unscored', () => {
    const toolCalls = [{ function: { name: 'search', arguments: '{"query": "level 5"}' } }];
    expect(parseVerdict({ outcome: 'tool-call', text: '', finish: 'tool', toolCalls, nonce }, form).outcome).toBe(
      'unscored',
    );
  });

  it('gives its level through any slips in any order', () => {
    fc.assert(
      fc.property(carelessVerdicts(nonce), ([text, level]) => {
        expect(parse(text)).toMatchObject({ outcome: 'scored', score: (level - 1) / 4, details: { level } });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never scores without the nonce, whatever the slips', () => {
    fc.assert(
      fc.property(carelessVerdicts('0123456789abcdef9999'), ([text]) => {
        expect(parse(text).outcome).toBe('unscored');
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes little time to read, however hostile', () => {
    const nested = `${'{"a":'.repeat(3_000)}${nonce}${'}'.repeat(3_000)},`;
    // A search that grows faster than the text would reach the test's time limit.
    for (const text of [
      `${'{'.repeat(9_000)}${nonce}${'}'.repeat(9_000)}`,
      `{${nested}}`,
      nested.replace(/}/g, ',}'),
    ]) {
      expect(parse(text)).toBeDefined();
    }
  });

  it('never scores when it is malformed, in any of 10,000 ways', () => {
    fc.assert(
      fc.property(malformedReplies(nonce), (text) => {
        expect(parse(text).outcome).toBe('unscored');
      }),
      { numRuns: 10_000 },
    );
  });

  it('is read the same whatever prose stands around a valid verdict', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 5 }), (before, after, level) => {
        expect(parse(`${before}\n${verdict({ level })}\n${after}`)).toMatchObject({ score: (level - 1) / 4 });
      }),
    );
  });
});

describe('the form for structured output', () => {
  it('accepts every verdict and, except for the nonce, none of the slips that the parser repairs', () => {
    const fits = new Ajv().compile(form.schema.schema);
    for (const level of [1, 2, 3, 4, 5]) expect(fits(JSON.parse(verdict({ level })))).toBe(true);
    for (const fields of [{ level: 0 }, { level: 6 }, { level: '5' }, { reason: undefined }, { score: 1 }]) {
      expect(fits(JSON.parse(verdict(fields)))).toBe(false);
    }
  });

  it('does not give the model the nonce, which distinguishes its own verdict from a copied one', () => {
    const copied = verdict({ nonce: '' });
    expect(new Ajv().validate(form.schema.schema, JSON.parse(copied))).toBe(true);
    expect(parse(copied).outcome).toBe('unscored');
  });
});

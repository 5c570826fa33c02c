import { describe, expect, it } from 'vitest';
import { loadWrappers, wrappersOfSet } from '../../datasets/loadWrappers.ts';
import { parseWrappers } from '../../datasets/wrappers.ts';
import type { MetaScError } from '../../foundation/errors.ts';

const HEADER = 'id,family,template';

function parse(...lines: readonly string[]) {
  return parseWrappers(new TextEncoder().encode([HEADER, ...lines].join('\n')), 'w.csv');
}

function faultOf(...lines: readonly string[]): string {
  try {
    parse(...lines);
  } catch (error) {
    expect(error).toMatchObject({ code: 'DATASET_INVALID' });
    return (error as MetaScError).message;
  }
  throw new Error('expected a fault, got none');
}

describe('wrappers', () => {
  it('insert the goal unchanged', () => {
    const [wrapper] = parse('a,persona,"Say ""{{ goal }}"" & go"');
    expect(wrapper).toMatchObject({ id: 'a', family: 'persona' });
    expect(wrapper?.wrap(`<b>'{{ x }}' {% raw`)).toBe(`Say "<b>'{{ x }}' {% raw" & go`);
  });

  it.each([
    ['{{ goal | base64 }}', 'R28gw7xi'],
    ['{{ goal | leet }}', 'G0 üb'],
    ['{{ goal | spaced }}', 'G o   ü b'],
    ['{{ (goal | halves)[0] }}+{{ (goal | halves)[1] }}', 'Go +üb'],
  ])('know the filter of %s', (template, expected) => {
    const [wrapper] = parse(`a,f,${template}`);
    expect(wrapper?.wrap('Go üb')).toContain(expected);
  });

  it.each([
    ['no goal in it', 'a,f,Hello', 'line 2 (wrapper 1): template: expected {{ goal }} in it, got none'],
    ['an unknown variable', 'a,f,{{ gaol }}', 'line 2 (wrapper 1): template: expected a nunjucks template over goal'],
    [
      'an unknown filter',
      'a,f,{{ goal | rot13 }}',
      'line 2 (wrapper 1): template: expected a nunjucks template over goal',
    ],
    ['a syntax error', 'a,f,{{ goal', 'line 2 (wrapper 1): template: expected a nunjucks template over goal'],
    ['a name with a space', 'a b,f,{{ goal }}', 'got "a b"'],
    ['too few fields', 'a,f', 'line 2 (wrapper 1): expected 3 fields as in the header, got 2'],
  ])('are refused with %s', (_, line, fault) => {
    expect(faultOf(line)).toContain(fault);
  });

  it('are refused when two have one id, and when there are none', () => {
    expect(faultOf('a,f,{{ goal }}', 'a,g,{{ goal }}!')).toContain(
      'line 3 (wrapper 2): id: expected a unique value, got "a"',
    );
    expect(faultOf()).toContain('expected at least one wrapper, got none');
    expect(() => parseWrappers(new TextEncoder().encode('id,template\n'), 'w.csv')).toThrow(
      'w.csv: expected a header line with id, family, template, got id, template',
    );
  });

  it('come with the set jailbreak, and with no other of this package', async () => {
    expect((await wrappersOfSet('jailbreak')).length).toBeGreaterThanOrEqual(15);
    expect(await loadWrappers('jailbreak')).toHaveLength((await wrappersOfSet('jailbreak')).length);
    expect(await wrappersOfSet('honesty')).toEqual([]);
    expect(await wrappersOfSet('./some.csv')).toEqual([]);
  });

  it('that are missing are a fault that names their source', async () => {
    await expect(loadWrappers('metasc-none')).rejects.toThrow(
      /wrappers "metasc-none": expected a readable file: .*\n.*metasc datasets import metasc-templates/s,
    );
  });
});

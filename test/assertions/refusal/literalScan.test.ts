import { describe, expect, it } from 'vitest';
import { createLiteralScan } from '../../../assertions/refusal/literalScan.ts';
import { createSentenceMarker, textFor } from '../../../assertions/refusal/markedSentence.ts';
import { type Mark, REFUSAL_PATTERNS } from '../../../assertions/refusal/patterns/refusalPatterns.ts';
import { alternativesOf, requiredLiterals } from '../../../assertions/refusal/requiredLiterals.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import { readOwn } from '../../bench/refusal/labelledSets.ts';

describe('the literals that a pattern requires', () => {
  it.each([
    ['plain text', 'cannot help', [['cannot help']]],
    ['text around a choice', 'i am (?:unable|not able) to help', [['i am '], [' to help'], ['unable', 'not able']]],
    ['all branches', 'cannot|will not', [['cannot', 'will not']]],
    ['a repeated group', '(?:very ){2}good', [['very '], ['good']]],
    ['nothing of an option', '(?:never )?ever(?: again)*', [['ever']]],
    ['nothing of a negative look-around', '(?<!not )able(?! to)', [['able']]],
    ['what a positive look-around finds', '(?<=not|never) able(?= to)', [[' to'], [' able'], ['not', 'never']]],
    ['nothing of classes and short text', 'a[bc]d|\\w+', []],
    ['nothing where one branch has none', 'cannot|\\w+', []],
    ['an escaped mark', 'e\\.g\\.', [['e.g.']]],
    ['no letter that may be absent', 'helps?', [['help']]],
  ])('are %s', (_, pattern, clauses) => {
    expect(requiredLiterals(pattern)).toEqual(clauses);
  });
});

describe('the alternatives of a pattern', () => {
  it('are those at its top, without those in groups and classes', () => {
    expect(alternativesOf('a(?:b|c)|[|]d|e\\|f')).toEqual(['a(?:b|c)', '[|]d', 'e\\|f']);
    expect(alternativesOf('(?:a|b)')).toEqual(['(?:a|b)']);
  });
});

describe('a scan for literals', () => {
  it('finds the patterns all of whose clauses a text holds', () => {
    const find = createLiteralScan(['cannot.*help', 'help', '\\w', 'helper']);
    expect(find('you cannot get help').toSorted()).toEqual([0, 1, 2]);
    expect(find('you help').toSorted()).toEqual([1, 2]);
    expect(find('ünïcødé helper').toSorted()).toEqual([1, 2, 3]);
  });

  it('finds a literal again in the next text, and one that is part of another', () => {
    const find = createLiteralScan(['cannot', 'not']);
    expect(find('not').toSorted()).toEqual([1]);
    expect(find('cannot').toSorted()).toEqual([0, 1]);
    expect(find('cannot').toSorted()).toEqual([0, 1]);
  });

  it('changes no finding: every kind of phrase is shown where one of its patterns matches, and nowhere else', async () => {
    const mark = createSentenceMarker(REFUSAL_PATTERNS);
    const expressions = (Object.keys(REFUSAL_PATTERNS) as Mark[]).map(
      (kind) => [kind, REFUSAL_PATTERNS[kind].map((pattern) => new RegExp(pattern))] as const,
    );
    const responses = [...(await readOwn()).values()].flat();
    for (const sentence of responses.flatMap(({ text }) => splitSentences(text))) {
      const { shows } = mark(sentence);
      const expected = expressions.filter(
        ([kind, list]) => sentence.kind !== 'code' && list.some((one) => one.test(textFor(kind, sentence))),
      );
      const found = expressions.filter(([kind]) => shows(kind));
      expect(
        found.map(([kind]) => kind),
        sentence.text,
      ).toEqual(expected.map(([kind]) => kind));
    }
  });
});

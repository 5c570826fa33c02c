import { isAbsolute } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SafetyCase } from '../../datasets/caseSchema.ts';
import { EXPECTED_BEHAVIOURS, HONEST_BEHAVIOURS } from '../../datasets/expectedBehaviours.ts';
import { assertionsFor } from '../../suites/caseAssertions.ts';

function caseThatExpects(expected: SafetyCase['expected']): SafetyCase {
  const rubric = { question: 'q', levels: ['1', '2', '3', '4', '5'] };
  return {
    ...{ id: 'a', prompt: 'p', category: 'c', harmful: expected === 'refuse', expected, tags: [] },
    ...(expected === 'by-rubric' ? { rubric } : {}),
  };
}

function namesOf(safetyCase: SafetyCase): readonly string[] {
  return assertionsFor(safetyCase).map(({ value }) => /([^/\\]+)\.ts$/.exec(String(value))?.[1] ?? '');
}

describe('assertionsFor', () => {
  it('asks for harm and refusal of a harmful case', () => {
    expect(namesOf(caseThatExpects('refuse'))).toEqual(['harm', 'refusal']);
  });

  it('asks for harm and over-refusal of a case to answer', () => {
    expect(namesOf(caseThatExpects('answer'))).toEqual(['harm', 'overRefusal']);
  });

  it('asks for harm and honesty of an honesty case: declining may be right there', () => {
    for (const behaviour of HONEST_BEHAVIOURS) {
      expect(namesOf(caseThatExpects(behaviour)), behaviour).toEqual(['harm', 'honesty']);
    }
  });

  it('asks for a rating, and nothing else, of a case with a rubric of its own', () => {
    const { harmful: _, ...rated } = caseThatExpects('by-rubric');
    for (const said of [{}, { harmful: true }, { harmful: false }]) {
      expect(namesOf({ ...rated, ...said })).toEqual(['rating']);
    }
  });

  it('points to a module beside this one, by an absolute path without a colon', () => {
    for (const expected of EXPECTED_BEHAVIOURS) {
      for (const { type, value } of assertionsFor(caseThatExpects(expected))) {
        expect(type).toBe('javascript');
        const path = String(value).slice('file://'.length);
        expect(isAbsolute(path)).toBe(true);
        expect(path).toMatch(/^[^:]+[/\\]assertions[/\\]\w+\.ts$/);
      }
    }
  });

  it('passes the judge to every assertion, and no config without one', () => {
    const judge = { type: 'llm', model: 'openai:gpt-4o-mini' };
    for (const { config } of assertionsFor(caseThatExpects('refuse'), judge)) expect(config).toEqual({ judge });
    for (const assertion of assertionsFor(caseThatExpects('refuse'))) expect(assertion).not.toHaveProperty('config');
  });

  it('sets no metric and no weight: promptfoo would average an unscored row as 0', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EXPECTED_BEHAVIOURS), (expected) => {
        for (const assertion of assertionsFor(caseThatExpects(expected), 'local')) {
          expect(Object.keys(assertion).sort()).toEqual(['config', 'type', 'value']);
        }
      }),
    );
  });
});

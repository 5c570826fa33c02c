import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judge, Question, ScoredVerdict } from '../../assertions/judges/judge.ts';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';

/**
 * A judge that keeps its verdicts in `<folder>/<judge hash>.jsonl` and returns them for the same question. Each is written
 * before it is returned, so that a killed run resumes. Unscored ones are not kept, because the outage may be over.
 *
 * @returns the judge; `cached` counts the verdicts from the cache so far
 * @throws MetaScError `FILE_UNWRITABLE`
 */
export function withVerdictCache(judge: Judge, folder: string): Judge & { readonly cached: () => number } {
  const file = join(folder, `${judge.hash}.jsonl`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new MetaScError(`--cache-dir: can't write ${folder}: ${messageOf(cause)}`, {
      code: 'FILE_UNWRITABLE',
      cause,
    });
  }
  const known = readVerdicts(file);
  let cached = 0;
  return {
    ...judge,
    cached: () => cached,
    judge: async (question) => {
      const key = keyOf(question);
      const found = known.get(key);
      if (found !== undefined) {
        cached += 1;
        return found;
      }
      const verdict = await judge.judge(question);
      if (verdict.outcome === 'scored') {
        // A cached verdict costs nothing.
        const { usage: _, ...kept } = verdict;
        known.set(key, kept);
        appendFileSync(file, `${JSON.stringify({ key, verdict: kept })}\n`);
      }
      return verdict;
    },
  };
}

function keyOf({ request, response, facts }: Question): string {
  const sortedFacts = Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([request, response, sortedFacts]));
}

function readVerdicts(file: string): Map<string, ScoredVerdict> {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Nothing kept yet.
  }
  return new Map(text.split('\n').flatMap(readLine));
}

/** Skips a line that a killed run left unfinished. */
function readLine(line: string): readonly (readonly [string, ScoredVerdict])[] {
  try {
    const { key, verdict } = JSON.parse(line) as { key?: unknown; verdict?: Partial<ScoredVerdict> };
    const isWhole =
      typeof key === 'string' &&
      verdict?.outcome === 'scored' &&
      typeof verdict.score === 'number' &&
      typeof verdict.reason === 'string';
    return isWhole ? [[key, verdict as ScoredVerdict]] : [];
  } catch {
    return [];
  }
}

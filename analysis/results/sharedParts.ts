import type { ResultRow } from './row.ts';
import type { RowScore } from './rowScores.ts';

/** Distinct parts that are remembered; the parts of later rows stand for themselves. */
const MOST_PARTS = 10_000;

/**
 * Makes rows share equal parts: who judged, and how an assertion came out. Thousands of rows have the same few, which otherwise
 * take a third of their memory.
 */
export function createPartSharing(): (row: ResultRow) => ResultRow {
  const known = new Map<string, unknown>();
  const share = <Part>(part: Part): Part => {
    const text = JSON.stringify(part);
    const found = known.get(text);
    if (found === undefined && known.size < MOST_PARTS) known.set(text, part);
    return found === undefined ? part : (found as Part);
  };
  const withSharedJudge = (score: RowScore): RowScore =>
    score.kind === 'scored' ? { ...score, judge: share(score.judge) } : share(score);
  return (row) => ({
    ...row,
    scores: new Map([...row.scores].map(([metric, score]) => [metric, withSharedJudge(score)])),
    assertions: row.assertions.map(share),
    expects: share(row.expects),
  });
}

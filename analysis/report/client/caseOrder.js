// @ts-check

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */

/**
 * By how much a case's scores differ from those of the column that all are compared with, per column and metric that both
 * scored; a verdict without a score counts 1 if it passes, else 0.
 * @param {CaseIndex} index
 * @param {CaseEntry} entry
 * @param {{readonly columns: readonly number[], readonly metrics: readonly number[]}} looked at, by their places
 * @returns {number[]}
 */
export function changesOf({ against }, entry, { columns, metrics }) {
  /** @param {number} column @param {number} metric */
  const scoreOf = (column, metric) => {
    const letter = entry.outcomes[column]?.[metric];
    if (letter !== 'p' && letter !== 'f') return null;
    return entry.scores[column]?.[metric] ?? Number(letter === 'p');
  };
  return columns
    .filter((column) => column !== against)
    .flatMap((column) =>
      metrics.flatMap((metric) => {
        const [ours, theirs] = [scoreOf(column, metric), scoreOf(against, metric)];
        return ours === null || theirs === null ? [] : [ours - theirs];
      }),
    );
}

/** What cases are sorted by, the greatest first. @type {Readonly<Record<string, (changes: readonly number[]) => number>>} */
const SIZES = {
  change: (changes) => Math.max(0, ...changes.map(Math.abs)),
  loss: (changes) => -Math.min(0, ...changes),
  gain: (changes) => Math.max(0, ...changes),
};

/**
 * Cases by the size of their largest change; those of one size by the sum of all, then as they ran.
 * @param {readonly CaseEntry[]} entries
 * @param {string} order `change`, `loss`, `gain`; any other leaves them as they are
 * @param {(entry: CaseEntry) => readonly number[]} changes
 * @returns {readonly CaseEntry[]}
 */
export function sortByChange(entries, order, changes) {
  const sizeOf = SIZES[order];
  if (sizeOf === undefined) return entries;
  return entries
    .map((entry) => {
      const own = changes(entry);
      return { entry, size: sizeOf(own), all: own.reduce((sum, change) => sum + sizeOf([change]), 0) };
    })
    .sort((a, b) => b.size - a.size || b.all - a.all)
    .map(({ entry }) => entry);
}

/** Where a case stands on the chain of a column. */
export interface ChainPlace {
  /** Place of the column in the matrix, from 0. */
  readonly column: number;
  readonly chain: string;
  /** Steps of the chain that may change its spec. */
  readonly windowSteps: number | 'all';
  /** Whether the cases after the window depend on nothing but the spec. */
  readonly isDivisible: boolean;
}

/** A part of the tests of one repeat. */
export interface TestPart {
  /** Ascending. */
  readonly tests: readonly number[];
  /** Whether its cases may change the spec of a chain. */
  readonly isWindow: boolean;
  /** Index of the part whose specs it needs. */
  readonly after?: number;
}

/**
 * Divides the tests of one repeat. The windows of all chains that share a test are one part, because their cases follow one
 * another; the tests after it are parts of `partSize`, which may run at the same time once it has ended. A part holds all
 * columns of its tests, so that they share their calls.
 *
 * @param places by test; of its cases in all columns that have chains
 * @param partSize tests in a part, at least 1
 */
export function divideCases(places: readonly (readonly ChainPlace[])[], partSize: number): readonly TestPart[] {
  if (!isDivisible(places)) return [{ tests: places.map((_, test) => test), isWindow: true }];
  const adaptive = places.map((cases) => cases.filter(({ windowSteps }) => windowSteps !== 0));
  const steps = stepsOf(adaptive);
  const parts: TestPart[] = [];
  for (const tests of togetherOnChains(adaptive.map((cases) => cases.map(chainKey)))) {
    const inWindow = new Set(
      tests.filter((test) =>
        adaptive[test]?.some(
          ({ windowSteps }, index) => windowSteps === 'all' || (steps[test]?.[index] ?? 0) < windowSteps,
        ),
      ),
    );
    const after = inWindow.size === 0 ? undefined : parts.length;
    if (after !== undefined) parts.push({ tests: [...inWindow], isWindow: true });
    const others = tests.filter((test) => !inWindow.has(test));
    for (let start = 0; start < others.length; start += partSize) {
      const part = { tests: others.slice(start, start + partSize), isWindow: false };
      parts.push(after === undefined ? part : { ...part, after });
    }
  }
  return parts;
}

/** Whether the tests of one repeat can be answered apart. */
export const isDivisible = (places: readonly (readonly ChainPlace[])[]): boolean =>
  places.every((cases) => cases.every((place) => place.isDivisible));

/** Tells the chains of one repeat apart. */
export const chainKey = ({ column, chain }: Pick<ChainPlace, 'column' | 'chain'>): string => `${column} ${chain}`;

/** The step that each case takes on its chain. */
export function stepsOf(places: readonly (readonly ChainPlace[])[]): readonly (readonly number[])[] {
  const next = new Map<string, number>();
  return places.map((cases) =>
    cases.map((place) => {
      const key = chainKey(place);
      const step = next.get(key) ?? 0;
      next.set(key, step + 1);
      return step;
    }),
  );
}

/** Tests that are bound to each other by a chain, directly or through others; those without a chain are together. */
function togetherOnChains(chains: readonly (readonly string[])[]): readonly (readonly number[])[] {
  const groups = new Map<string, string>();
  const find = (key: string): string => {
    const parent = groups.get(key);
    if (parent === undefined || parent === key) return key;
    const root = find(parent);
    groups.set(key, root);
    return root;
  };
  for (const keys of chains) {
    const [first = ''] = keys;
    for (const key of keys) groups.set(find(key), find(first));
  }
  const byGroup = Map.groupBy(
    chains.map((_, test) => test),
    (test) => find(chains[test]?.[0] ?? ''),
  );
  return [...byGroup.values()];
}

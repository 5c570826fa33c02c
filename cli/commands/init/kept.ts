import { isDeepStrictEqual } from 'node:util';
import { MetaScError } from '../../../foundation/errors.ts';
import { isRecord } from './configDocument.ts';
import type { WantedEdits } from './editTests.ts';

type Content = Readonly<Record<string, unknown>>;

interface Kept {
  /** The config before the edits. */
  readonly before: Content;
  readonly wanted: WantedEdits;
  /** The list of providers as it is now. */
  readonly providers: readonly unknown[];
  /** What it holds besides the columns. */
  readonly others: readonly unknown[];
  readonly columns: { readonly at: number; readonly count: number };
}

/**
 * Checks that the edits changed what they were to change and nothing else: anchors tie parts of a document together in
 * more ways than edits foresee.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function checkKept(after: Content, { before, wanted, providers, others, columns }: Kept): void {
  const expected = comparable(before);
  const { defaultTest } = expected;
  const tests = Array.isArray(before.tests)
    ? { tests: before.tests.map((test, index) => (isRecord(test) ? { ...test, ...wanted.tests.get(index) } : test)) }
    : {};
  const edited = isRecord(defaultTest) ? { defaultTest: { ...defaultTest, ...wanted.defaultTest } } : {};
  const isKept =
    isDeepStrictEqual(comparable(after), { ...expected, ...tests, ...edited }) &&
    isDeepStrictEqual(providers.toSpliced(columns.at, columns.count), others);
  if (isKept) return;
  throw new MetaScError('the config shares parts through anchors (&name, *name) in a way that init would break', {
    code: 'CONFIG_INVALID',
    help: 'Write out the aliases of providers, defaultTest and tests, and try again.',
  });
}

/** All but the providers; no default test is the same as an empty one. */
function comparable({ providers: _providers, targets: _targets, defaultTest, ...rest }: Content): Content {
  return { ...rest, defaultTest: defaultTest ?? {} };
}

import { isDeepStrictEqual } from 'node:util';
import { MetaScError } from '../../../foundation/errors.ts';
import { type ConfigPart, isRecord } from './configDocument.ts';
import type { WantedEdits } from './editTests.ts';

interface Kept {
  /** The config before the edits. */
  readonly before: ConfigPart;
  readonly wanted: WantedEdits;
  /** The list of providers after the edits. */
  readonly providers: readonly unknown[];
  /** The expected providers besides the columns. */
  readonly others: readonly unknown[];
  readonly columns: { readonly at: number; readonly count: number };
}

/**
 * Checks that the edits made the wanted changes and no others: anchors connect parts of a document in more ways than the
 * edits foresee.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function checkKept(after: ConfigPart, { before, wanted, providers, others, columns }: Kept): void {
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
    help: 'Replace the aliases in providers, defaultTest and tests with their content, and try again.',
  });
}

/** Everything but the providers. A missing default test equals an empty one. */
function comparable({ providers: _providers, targets: _targets, defaultTest, ...rest }: ConfigPart): ConfigPart {
  return { ...rest, defaultTest: defaultTest ?? {} };
}

import { MetaScError } from '../../../../foundation/errors.ts';
import { readSource, type SourceOptions, type SpecSource } from '../specSource.ts';

/** The options that select the chains whose specs are candidates. */
export interface SourcesOptions extends Omit<SourceOptions, 'evaluation' | 'chain'> {
  readonly evaluation?: readonly string[];
  readonly chain?: readonly string[];
}

/**
 * The chains of each evaluation by each name; at least one.
 *
 * @throws MetaScError as `readSource`
 */
export function readChains({
  evaluation = [],
  chain = [],
  ...shared
}: SourcesOptions): readonly [SpecSource, ...SpecSource[]] {
  const named = orNone(evaluation).flatMap((one) => orNone(chain).map((name) => [one, name] as const));
  return named.map(([one, name]) =>
    readSource({
      ...shared,
      ...(one === undefined ? {} : { evaluation: one }),
      ...(name === undefined ? {} : { chain: name }),
    }),
  ) as [SpecSource, ...SpecSource[]];
}

const orNone = (names: readonly string[]): readonly (string | undefined)[] =>
  names.length === 0 ? [undefined] : names;

/**
 * The first spec of the chains.
 *
 * @throws MetaScError `CONFIG_INVALID` if they began with different ones
 */
export function firstSpecOf([first, ...others]: readonly [SpecSource, ...SpecSource[]]): string {
  const { firstSpec } = first.journal.header;
  const stray = others.find(({ journal }) => journal.header.firstSpec !== firstSpec);
  if (stray === undefined) return firstSpec;
  throw new MetaScError(
    `chain: expected chains with one first spec, got "${firstSpec}" and "${stray.journal.header.firstSpec}"`,
    {
      code: 'CONFIG_INVALID',
      help: 'Name the spec to compare with in --start-lock.',
    },
  );
}

/** `metasc of eval-1`: a chain in messages. */
export const nameSource = ({ journal: { header } }: SpecSource): string => `${header.chain} of ${header.evaluationId}`;

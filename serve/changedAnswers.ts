import type { Profile } from './profile.ts';
import type { ShadowEntry } from './shadowLog.ts';

/** What shadow requests say about the difference that MetaSC makes. */
export interface Changes {
  /** Shadow requests that were looked at: those of the last megabyte of each profile's log. */
  readonly shadows: number;
  /** Those whose revision differs from the response. */
  readonly changed: number;
  /** Whether all that were ever recorded were looked at. */
  readonly isWhole: boolean;
  /** The newest of those that changed, newest first. */
  readonly changes: readonly (ShadowEntry & { readonly profile: string })[];
}

const SHOWN = 50;

/** Shadow requests are the only ones whose response is recorded beside its revision. @param chain @default all */
export async function readChanges(
  profiles: readonly Pick<Profile, 'label' | 'shadows'>[],
  chain?: string,
): Promise<Changes> {
  const tails = await Promise.all(
    profiles.map(async ({ label, shadows }) => ({ profile: label, ...(await shadows.newest()) })),
  );
  const asked = tails
    .flatMap(({ profile, entries }) => entries.map((entry) => ({ profile, ...entry })))
    .filter((entry) => chain === undefined || entry.chain === chain);
  const changed = asked.filter(({ response, revision }) => response !== revision);
  return {
    shadows: asked.length,
    changed: changed.length,
    isWhole: tails.every(({ isWhole }) => isWhole),
    changes: changed.toSorted((one, other) => other.at.localeCompare(one.at)).slice(0, SHOWN),
  };
}

import { findSetFile } from '../../../../datasets/findSetFile.ts';
import { MetaScError } from '../../../../foundation/errors.ts';
import { shortHash } from '../../../../foundation/hash.ts';
import { countOf } from '../../../../foundation/plural.ts';
import { fieldsOf } from '../../../../foundation/untyped.ts';
import { readCaseRecord } from '../../../../providers/case/caseRecord.ts';
import { ADOPT_MIN_CASES } from '../../../../providers/loop/adoptRule.ts';
import { SIDES } from '../../../../providers/loop/screen.ts';
import { sideOf } from '../../../../providers/loop/trialQuestion.ts';
import { type HeldOutCase, readHeldOutCases } from '../../../../providers/options/heldOutCases.ts';
import type { ChainEvent } from '../../../../providers/specs/specJournal.ts';
import { arrangeCases } from '../../../../suites/arrangeCases.ts';

export interface CasesChoice {
  /** Sets by name, or CSV files, together; at least one. */
  readonly cases: readonly string[];
  readonly perSide: number;
}

/** The draw is the same in every run, so that a run that was broken off goes on with the same cases. */
const SEED = 1;

/**
 * Draws as many cases of each side, those on harm first. A request that stands twice counts once.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a malformed file, or for too few cases of a side
 */
export async function drawCases({ cases, perSide }: CasesChoice): Promise<readonly HeldOutCase[]> {
  const files = await Promise.all(cases.map((name) => findSetFile(name, 'cases.csv')));
  const read = files.flatMap((file) => readHeldOutCases(file, 'cases'));
  const all = [...new Map(read.map((one) => [hashRequest(one.prompt), one])).values()];
  return SIDES.flatMap((side) => {
    const own = all.filter(({ kind }) => sideOf(kind) === side);
    if (own.length >= perSide) return arrangeCases(own, { seed: SEED, limit: perSide });
    const name = side === 'harm' ? 'harmful requests (or probes)' : 'harmless requests';
    throw new MetaScError(
      `cases: expected at least ${perSide} different ${name} in ${cases.join(', ')}, got ${own.length}`,
      {
        code: 'CONFIG_INVALID',
        help:
          own.length >= ADOPT_MIN_CASES
            ? `Take fewer with --per-side ${own.length}, or add a file with another --cases.`
            : `An adoption takes at least ${ADOPT_MIN_CASES} a side. Add a file with another --cases.`,
      },
    );
  });
}

/** Equal for requests that differ in case, white space or the form of their characters alone. */
const hashRequest = (text: string): string =>
  shortHash(text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim(), 16);

/** Requests that a spec may be fitted to, and what they are called. */
export interface SeenRequests {
  readonly what: string;
  readonly requests: readonly string[];
}

/** @throws MetaScError `CONFIG_INVALID` if cases stand among them too: they are not held out */
export function refuseSeen(cases: readonly HeldOutCase[], seen: readonly SeenRequests[]): void {
  const overlaps = seen.flatMap(({ what, requests }) => {
    const hashes = new Set(requests.map(hashRequest));
    const shared = cases.filter(({ prompt }) => hashes.has(hashRequest(prompt)));
    return shared.length === 0 ? [] : [`${countOf(shared.length, 'case')} also in ${what}`];
  });
  if (overlaps.length === 0) return;
  throw new MetaScError(
    `cases: expected ${cases.length} that no spec was found or tried with, got ${overlaps.join(', ')}`,
    {
      code: 'CONFIG_INVALID',
      help: 'Take other cases: a spec does better on those that it was found with.',
    },
  );
}

/** The requests that a chain's specs were found with, as far as its journal has their answers. */
export function windowRequests(events: readonly ChainEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'step' || !event.window) return [];
    const { metadata } = fieldsOf(event.answer);
    const response = readCaseRecord(metadata)?.response;
    const { messages } = fieldsOf(metadata);
    if (response === undefined || typeof messages !== 'string') return [];
    const turns = (JSON.parse(messages) as readonly unknown[]).map(fieldsOf);
    const end = turns.findIndex(({ content }) => content === response);
    return turns
      .slice(0, end === -1 ? 1 : end)
      .flatMap(({ role, content }) => (role === 'user' ? [String(content)] : []));
  });
}

import type { SamplingByPhase } from '../models/callOptions.ts';
import type { ChatRequest } from '../models/chatModel.ts';
import { nothingLeft } from '../models/requestKey.ts';
import type { SpecLock } from './specLock.ts';

/**
 * Fields of a request that depend on case, phase or judge, so that a lock file has nothing to compare them with.
 * `promptsHash` covers the wording of the messages.
 */
type OfTheCase =
  | 'messages'
  | 'repeat'
  | 'phase'
  | 'replySchema'
  | 'topLogprobs'
  | 'moreTokens'
  | 'extra'
  | 'headers'
  | 'target'
  | 'priority'
  | 'signal';

/** The setup that an entry of variant frozen answers with. */
export interface LockedSetup extends Omit<ChatRequest, OfTheCase | 'sampling'> {
  readonly promptsHash: string;
  /** The model's name, as in the journal. */
  readonly model: string;
  readonly sampling: SamplingByPhase;
}

/**
 * The differences between an entry and the setup that produced its spec, one sentence each. With a difference, the spec
 * still applies, but figures are not comparable with those of that run. Ignores options that only the meta-critique uses,
 * except its template, which is part of `promptsHash`.
 *
 * @param origin what states the setup that produced the spec
 */
export function findDrift(
  lock: Pick<SpecLock, 'promptsHash' | 'model' | 'sampling'>,
  { promptsHash, model, sampling, ...rest }: LockedSetup,
  origin = 'the lock file',
): readonly string[] {
  nothingLeft(rest);
  const expected = flatten(lock.sampling);
  const actual = flatten({ ...sampling });
  const keys = Object.keys({ ...expected, ...actual }).filter((key) => key !== 'maxTokens.metaCritique');
  const compare = (what: string, before: unknown, now: unknown) =>
    before === now ? [] : [`${what} from ${origin}: expected ${describe(before)}, got ${describe(now)}`];
  return [
    ...compare('prompts differ', lock.promptsHash, promptsHash),
    ...compare('model differs', lock.model, model),
    ...keys.flatMap((key) => compare(`sampling.${key} differs`, expected[key], actual[key])),
  ];
}

function flatten(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'object' && part !== null
      ? Object.entries(part).map(([inner, leaf]) => [`${key}.${inner}`, leaf])
      : [[key, part]],
  );
  return Object.fromEntries(entries);
}

const describe = (value: unknown): string => (value === undefined || value === null ? 'none' : String(value));

import { MetaScError } from '../../../foundation/errors.ts';
import type { Plan, Slice } from '../../../scale/plan.ts';
import { stepsOfPart, type UnitStep, writePart } from '../../../scale/shardPart.ts';
import type { OpenStore } from '../../../scale/store/planStore.ts';

/** A worker's part of a plan, where workers share no store. */
export interface Shard {
  readonly name: string;
  readonly takes: (slice: Slice) => boolean;
  /** Of the windows that it does not answer itself. */
  readonly steps: readonly UnitStep[];
  /** Writes what it answered into the folder of its store. */
  readonly write: (folder: string, store: OpenStore) => Promise<string>;
}

/**
 * @param shard `learn`: the slices whose cases may change a spec. `3/8`: the third of eight parts of the others
 * @param learned folders of parts with the windows of all chains
 * @throws MetaScError `CONFIG_INVALID`; as `stepsOfPart`
 */
export async function openShard(plan: Plan, shard: string, learned: readonly string[]): Promise<Shard> {
  const write: Shard['write'] = (folder, store) => writePart(folder, plan, store);
  if (shard === 'learn') return { name: shard, takes: ({ isWindow }) => isWindow, steps: [], write };
  const [, index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
  if (index < 1 || index > count) {
    throw new MetaScError(`shard: expected learn, or i/n with i from 1 to n, got ${JSON.stringify(shard)}`, {
      code: 'CONFIG_INVALID',
    });
  }
  const steps = (await Promise.all(learned.map((folder) => stepsOfPart(folder, plan)))).flat();
  const others = plan.evaluations.flatMap(({ units }) =>
    units.flatMap(({ slices }) => slices.filter(({ isWindow }) => !isWindow)),
  );
  if (steps.length === 0 && others.some(({ after }) => after !== undefined)) {
    throw new MetaScError(`shard: ${shard} needs the specs of the windows: --learned`, {
      code: 'CONFIG_INVALID',
      help: 'metasc work PLAN --store FOLDER --shard learn answers them; --learned takes its FOLDER.',
    });
  }
  const places = new Map(others.map((slice, place) => [slice.id, place]));
  return { name: shard, takes: ({ id }) => (places.get(id) ?? -1) % count === index - 1, steps, write };
}

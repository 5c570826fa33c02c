import { MetaScError } from '../../../foundation/errors.ts';
import type { Plan } from '../../../scale/plan.ts';
import { stepsOfPart } from '../../../scale/shardPart.ts';
import type { StoredShard } from '../../../scale/store/preparePlan.ts';

/**
 * A worker's part of a plan, where workers share no store.
 *
 * @param shard `learn`: the slices whose cases may change a spec. `3/8`: the third of eight parts of the others
 * @param learned folders of parts with the windows of all chains
 * @throws MetaScError `CONFIG_INVALID`; as `stepsOfPart`
 */
export async function openShard(plan: Plan, shard: string, learned: readonly string[]): Promise<StoredShard> {
  if (shard === 'learn') return { name: shard, takes: ({ isWindow }) => isWindow, steps: [] };
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
  return { name: shard, takes: ({ id }) => (places.get(id) ?? -1) % count === index - 1, steps };
}

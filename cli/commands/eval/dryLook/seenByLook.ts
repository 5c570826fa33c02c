import { oncePerProcess } from '../../../../foundation/once.ts';
import type { PlacedFault } from './placedFault.ts';

/** What the dry look's module hooks saw while promptfoo loaded a config. */
export interface SeenByLook {
  /** The options of each call of this package's generator of tests. */
  readonly generated: Readonly<Record<string, unknown>>[];
  /** URLs of the modules of the config itself: its code, and code that this imports. */
  readonly modules: Set<string>;
  /** What could not be loaded. */
  readonly faults: PlacedFault[];
}

/** Shared by the modules that are loaded before promptfoo, and by those that promptfoo loads. */
export const seenByLook = (): SeenByLook =>
  oncePerProcess('dry look 1', () => ({ generated: [], modules: new Set<string>(), faults: [] }));

import { oncePerProcess } from '../../foundation/once.ts';

/**
 * Leave to make a call of a model, from a limit that several processes share.
 *
 * @param places simultaneous calls of the model, in all processes together
 * @returns gives it back
 */
export type AskPermit = (model: string, places: number) => Promise<() => void>;

const shared = () => oncePerProcess('permits 1', (): { ask: AskPermit | undefined } => ({ ask: undefined }));

/** From now on, every call of this process takes a permit. */
export function sharePermits(ask: AskPermit): void {
  shared().ask = ask;
}

/** Makes a call with a permit, where they are shared. */
export async function withPermit<T>(model: string, places: number, call: () => Promise<T>): Promise<T> {
  const leave = await shared().ask?.(model, places);
  try {
    return await call();
  } finally {
    leave?.();
  }
}

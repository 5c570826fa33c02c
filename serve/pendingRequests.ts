/** Requests whose responses are still to come. */
export interface PendingRequests<Request> {
  remember(key: string, request: Request, characters: number): void;
  /** As long as it is remembered: a proxy may show one response in parts. */
  find(key: string): { readonly request: Request } | undefined;
}

export interface PendingLimits {
  /** Of all that is remembered. */
  readonly maxCharacters: number;
  readonly maxAgeMs: number;
  /** In ms, from any start. */
  readonly now: () => number;
}

/** Remembers in memory, and forgets the oldest first. */
export function createPendingRequests<Request>({
  maxCharacters,
  maxAgeMs,
  now,
}: PendingLimits): PendingRequests<Request> {
  const pending = new Map<string, { readonly request: Request; readonly characters: number; readonly at: number }>();
  let total = 0;

  const forget = (key: string) => {
    total -= pending.get(key)?.characters ?? 0;
    pending.delete(key);
  };
  const forgetOld = () => {
    for (const [key, { at }] of pending) {
      if (total <= maxCharacters && now() - at <= maxAgeMs) return;
      forget(key);
    }
  };

  return {
    remember(key, request, characters) {
      forget(key);
      pending.set(key, { request, characters: key.length + characters, at: now() });
      total += key.length + characters;
      forgetOld();
    },
    find(key) {
      forgetOld();
      return pending.get(key);
    },
  };
}

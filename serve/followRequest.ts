import type { Mode } from './chatRequest.ts';
import type { ChatService } from './chatService.ts';
import type { ServeFault } from './serveFault.ts';

/** Where messages about requests go; never texts of requests or answers. */
export type ServeLog = (message: string) => void;

export interface Followed {
  readonly id: string;
  readonly profile: string;
  readonly mode: Mode;
  readonly toSent: (error: unknown) => ServeFault;
  readonly log: ServeLog;
  /** When it came, as `performance.now` says it. */
  readonly start: number;
}

/** Times a request to the end of its work; counts it where it fails, and logs an outage. */
export function followRequest(
  { metrics, profiles }: ChatService,
  work: Promise<unknown>,
  { id, profile, mode, toSent, log, start }: Followed,
): void {
  work.then(
    () => metrics.observe({ profile }, (performance.now() - start) / 1_000),
    (error: unknown) => {
      const { code, message, status } = toSent(error);
      metrics.count('metasc_requests_total', { profile: profiles.has(profile) ? profile : '', mode, outcome: code });
      if (status >= 500) log(`${id}: ${message}`);
    },
  );
}

import type { ServeVariables } from './adminRoutes.ts';
import type { Mode } from './chatRequest.ts';
import type { ServedCompletion } from './chatResponse.ts';
import type { ChatService } from './chatService.ts';
import type { ServeFault } from './serveFault.ts';
import type { RequestTrace } from './tracing.ts';

/** Where messages about requests go; never texts of requests or answers. */
export type ServeLog = (message: string) => void;

/** What a request that may be traced is given on its way. */
export interface TracedVariables {
  readonly Variables: ServeVariables['Variables'] & { readonly trace: RequestTrace | undefined };
}

export interface Followed {
  readonly id: string;
  readonly profile: string;
  readonly mode: Mode;
  readonly toSent: (error: unknown) => ServeFault;
  readonly log: ServeLog;
  readonly trace?: RequestTrace | undefined;
  /** When it came, as `performance.now` says it. */
  readonly start: number;
}

/** Times and traces a request to the end of its work; counts it where it fails, and logs an outage. */
export function followRequest(
  { metrics, profiles }: ChatService,
  work: Promise<ServedCompletion>,
  { id, profile, mode, toSent, log, trace, start }: Followed,
): void {
  work.then(
    ({ facts }) => {
      metrics.observe({ profile }, (performance.now() - start) / 1_000);
      trace?.describe(facts);
      trace?.end(200);
    },
    (error: unknown) => {
      const { code, message, status } = toSent(error);
      metrics.count('metasc_requests_total', { profile: profiles.has(profile) ? profile : '', mode, outcome: code });
      trace?.end(status, code);
      if (status >= 500) log(`${id}: ${message}`);
    },
  );
}

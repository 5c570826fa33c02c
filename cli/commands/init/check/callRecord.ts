import type { SentRequest } from './requestReader.ts';

/** What the process of a run is told: which provider to watch. */
export interface WatchRequest {
  /** File to append a {@link CallEvent} a line to. */
  readonly file: string;
  /** Label or, without one, id of the provider. */
  readonly name: string;
  /** Of its entry in the config's list, where it may have neither. */
  readonly index?: number;
  /** Number of calls to let through; other calls and other providers ask nothing. */
  readonly calls: number;
}

/** Environment variable that holds it, as JSON. */
export const WATCH_VARIABLE = 'METASC_INIT_CHECK';

/** Error of the rows that the check leaves out. */
export const LEFT_OUT = 'left out by metasc init --check';

/** A request, and whether it went through TLS. */
export interface RecordedRequest extends SentRequest {
  readonly isSecure: boolean;
}

/** What a target was handed, without what promptfoo adds to the variables. */
export interface RecordedCall {
  readonly prompt: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly config?: unknown;
}

export type CallEvent =
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' }
  | { readonly kind: 'handed'; readonly call: RecordedCall }
  | { readonly kind: 'sent'; readonly request: RecordedRequest };

/** One call of a run. */
export interface WatchedCall {
  readonly handed: readonly RecordedCall[];
  readonly sent: readonly RecordedRequest[];
}

/** The calls of a run: what happened between the beginning and the end of each. */
export function readCalls(lines: string): readonly WatchedCall[] {
  const calls: { handed: RecordedCall[]; sent: RecordedRequest[] }[] = [];
  let open: (typeof calls)[number] | undefined;
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    const event = JSON.parse(line) as CallEvent;
    switch (event.kind) {
      case 'begin':
        open = { handed: [], sent: [] };
        calls.push(open);
        break;
      case 'handed':
        open?.handed.push(event.call);
        break;
      case 'sent':
        open?.sent.push(event.request);
        break;
      case 'end':
        open = undefined;
    }
  }
  return calls;
}

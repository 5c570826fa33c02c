import { quote } from '../../../../foundation/excerpt.ts';
import { sha256 } from '../../../../foundation/hash.ts';
import { isSecretName } from '../../../../foundation/secrets.ts';
import type { RecordedCall, RecordedRequest, WatchedCall } from './callRecord.ts';

/** How the calls of two runs compare. */
export interface CallComparison {
  /** Whether requests were seen on both sides; otherwise what the target is handed is compared. */
  readonly seen: boolean;
  /** Requests of the first run. */
  readonly requests: number;
  /** Whether they are equal but for ids and times, which differ from call to call. */
  readonly exceptIds: boolean;
  /** By name: `case 1: request 1: body.temperature: 0.3 became nothing`. */
  readonly differences: readonly string[];
}

/** Compares what reaches the server in the project's own run and in the baseline's, call by call. */
export function compareCalls(own: readonly WatchedCall[], baseline: readonly WatchedCall[]): CallComparison {
  const sent = (calls: readonly WatchedCall[]) => calls.flatMap((call) => call.sent);
  const seen = sent(own).length + sent(baseline).length > 0;
  const differences: string[] = [];
  if (own.length !== baseline.length) differences.push(`calls: ${own.length} became ${baseline.length}`);
  let exceptIds = false;
  for (const [index, before] of own.entries()) {
    const after = baseline[index];
    if (after === undefined) break;
    const found = seen ? compareSent(before.sent, after.sent) : compareHanded(before.handed, after.handed);
    exceptIds ||= found.exceptIds;
    differences.push(...found.differences.map((difference) => `case ${index + 1}: ${difference}`));
  }
  return { seen, requests: sent(own).length, exceptIds, differences };
}

interface Found {
  readonly exceptIds: boolean;
  readonly differences: readonly string[];
}

function compareSent(own: readonly RecordedRequest[], baseline: readonly RecordedRequest[]): Found {
  if (own.length !== baseline.length) {
    return { exceptIds: false, differences: [`requests: ${own.length} became ${baseline.length}`] };
  }
  return {
    exceptIds: own.some(({ path, body }, at) => path !== baseline[at]?.path || body !== baseline[at]?.body),
    differences: own.flatMap((before, at) => {
      const after = baseline[at];
      const path = own.length === 1 ? 'request' : `request ${at + 1}`;
      return after === undefined ? [] : compareRequest(before, after, path);
    }),
  };
}

function compareRequest(own: RecordedRequest, baseline: RecordedRequest, path: string): readonly string[] {
  const [before, after] = [own, baseline].map((request) => settledBody(request)) as [string, string];
  const [value, other] = [parsed(before), parsed(after)];
  const found = [...diff(headOf(own), headOf(baseline), path), ...diff(value, other, `${path}.body`)];
  return found.length > 0 || before === after ? found : [`${path}.body: the same JSON, written otherwise`];
}

/** A target that makes its requests outside Node is compared by what it is handed. */
function compareHanded(own: readonly RecordedCall[], baseline: readonly RecordedCall[]): Found {
  // Our own client is no provider of promptfoo, and says nothing.
  if (baseline.length === 0) return { exceptIds: false, differences: [] };
  const plain = [own, baseline].map((calls) => JSON.stringify(calls));
  const [before, after] = plain.map((text) => JSON.parse(withoutIds(text)) as unknown);
  return { exceptIds: plain[0] !== plain[1], differences: diff(before, after, 'handed') };
}

/** Headers that differ from call to call, or follow from the rest. */
const VOLATILE =
  /^(?:content-length|date|x-amz-date|traceparent|tracestate|idempotency-key|x-request-id|amz-sdk-.*|x-stainless-.*)$/;

function headOf({ method, path, headers, isSecure }: RecordedRequest): Fields {
  const kept = Object.entries(headers).filter(([name, value]) => !VOLATILE.test(name) && !value.startsWith('AWS4-'));
  return {
    method,
    url: `${isSecure ? 'https' : 'http'}://${headers.host}${withoutIds(path)}`,
    headers: Object.fromEntries(
      kept.map(([name, value]) => [
        name,
        isSecretName(name) ? `[secret ${sha256(value).slice(0, 6)}]` : settled(value, headers),
      ]),
    ),
  };
}

const settledBody = ({ body, headers }: RecordedRequest): string => settled(body, headers);

/** Without what differs from call to call: ids, times, and the boundary between the parts of a form. */
function settled(text: string, headers: RecordedRequest['headers']): string {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i
    .exec(headers['content-type'] ?? '')
    ?.slice(1)
    .find(Boolean);
  return withoutIds(boundary === undefined ? text : text.replaceAll(boundary, '<boundary>'));
}

const IDS = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const TIMES = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|\b1[5-9]\d{8}(?:\d{3})?\b/g;

const withoutIds = (text: string): string => text.replace(IDS, '<id>').replace(TIMES, '<time>');

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

const MAX_SHOWN = 60;

/** What differs between two values, by path. */
function diff(before: unknown, after: unknown, path: string): readonly string[] {
  if (Object.is(before, after)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [`${path}: ${shown(path, before)} became ${shown(path, after)}`];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    diff(before[name], after[name], Array.isArray(before) ? `${path}[${name}]` : `${path}.${name}`),
  );
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function shown(path: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (isSecretName(name) && typeof value === 'string' && !value.startsWith('[secret')) return '[secret]';
  return typeof value === 'string' ? quote(value, MAX_SHOWN) : quote(JSON.stringify(value), MAX_SHOWN).slice(1, -1);
}

import type { Exchange } from './recorder.ts';
import type { ClientRun } from './runClient.ts';

/** A row of the table, in its columns. */
export type InteropRow = Readonly<
  Record<'client' | 'version' | 'parameters sent' | 'not answered' | 'verdict', string> &
    Record<'asked' | 'answered', number>
>;

/**
 * What a client sent and got, in words.
 *
 * @param runs one for each profile
 */
export function toRow(client: string, runs: readonly ClientRun[]): InteropRow {
  const exchanges = runs.flatMap((run) => run.exchanges);
  const asked = exchanges.filter(({ method }) => method === 'POST');
  const errors = runs.flatMap((run) => run.errors.map((error) => `${run.profile}: ${error}`));
  return {
    client,
    version: runs[0]?.version ?? '',
    asked: asked.length,
    answered: asked.filter(({ status }) => status === 200).length,
    'not answered': describeFailed(exchanges.filter(({ status }) => status !== 200)),
    'parameters sent': describeSent(asked),
    verdict: errors.length === 0 ? 'passed' : `failed: ${errors.join('; ')}`,
  };
}

/** The row of a client that can't be installed here. */
export function toMissingRow(client: string, reason: string): InteropRow {
  const verdict = `not installed: ${reason}`;
  return { client, version: '', asked: 0, answered: 0, 'not answered': '', 'parameters sent': '', verdict };
}

/** By status and address. */
function describeFailed(exchanges: readonly Exchange[]): string {
  const kinds = Map.groupBy(exchanges, ({ method, path, status }) => `${status} to ${method} ${path}`);
  return [...kinds].map(([kind, { length }]) => `${length} × ${kind}`).join(', ');
}

/** What clients set by themselves and tells nothing. */
const USUAL_HEADERS =
  /^(accept|accept-.*|authorization|connection|content-.*|host|transfer-encoding|user-agent|x-stainless-.*|sec-fetch-.*)$/;

/** Each field of the bodies, with its values where these are short, then headers that not every client sends. */
function describeSent(asked: readonly Exchange[]): string {
  const fields = Map.groupBy(
    asked.flatMap(({ body }) => Object.entries(body).filter(([name]) => name !== 'model')),
    ([name]) => name,
  );
  const parts = [...fields].map(([name, entries]) => {
    const values = new Set(entries.map(([, value]) => describeValue(name, value)));
    return `${name} ${[...values].join(', ')}`;
  });
  const headers = new Set(
    asked.flatMap(({ headers: sent }) => Object.keys(sent).filter((name) => !USUAL_HEADERS.test(name))),
  );
  return [...parts, ...(headers.size === 0 ? [] : [`headers ${[...headers].join(', ')}`])].join('; ');
}

const MAX_VALUE_CHARACTERS = 30;

function describeValue(name: string, value: unknown): string {
  if (name === 'messages') return describeMessages(value as readonly { readonly role: string; content: unknown }[]);
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE_CHARACTERS ? text : Array.isArray(value) ? `[${value.length}]` : '{…}';
}

function describeMessages(messages: readonly { readonly role: string; readonly content: unknown }[]): string {
  const roles = messages.map(({ role, content }) => (Array.isArray(content) ? `${role} in parts` : role));
  return roles.length <= 3 ? roles.join(' + ') : `${roles.length} turns`;
}

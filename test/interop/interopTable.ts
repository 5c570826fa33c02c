import type { Exchange } from './recorder.ts';
import type { ClientRun } from './runClient.ts';

/** A row of the table, in its columns. */
export type InteropRow = Readonly<Record<'client' | 'version' | 'profile' | 'sent' | 'came back' | 's', string>>;

/** What a client sent and got, in words. */
export function toRow({ client, version, profile, exchanges, answers, errors, seconds }: ClientRun): InteropRow {
  return {
    ...{ client, version, profile },
    sent: describeSent(exchanges),
    'came back': [countStatuses(exchanges), `${answers} answers`, ...errors].filter((part) => part !== '').join('; '),
    s: seconds.toFixed(1),
  };
}

/** The row of a client that can't be installed here. */
export function toMissingRow(client: string, reason: string): InteropRow {
  return { client, version: '', profile: '', sent: '', 'came back': `not installed: ${reason}`, s: '' };
}

/** What clients set by themselves and tells nothing. */
const USUAL_HEADERS =
  /^(accept|accept-.*|authorization|connection|content-.*|host|transfer-encoding|user-agent|x-stainless-.*|sec-fetch-.*)$/;

/** Each field of the bodies, with its values where these are short, then headers that not every client sends. */
function describeSent(exchanges: readonly Exchange[]): string {
  const asked = exchanges.filter(({ method }) => method === 'POST');
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
  return [`${asked.length} requests`, ...parts, ...(headers.size === 0 ? [] : [`headers ${[...headers].join(', ')}`])]
    .filter((part) => part !== '')
    .join('; ');
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

function countStatuses(exchanges: readonly Exchange[]): string {
  const counts = Map.groupBy(exchanges, ({ status }) => status);
  return [...counts].map(([status, all]) => `${all.length} × ${status}`).join(', ');
}

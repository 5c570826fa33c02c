// @ts-check

/** Where the tab keeps the key: it is gone when the tab is. */
const KEY = 'metasc-admin-key';
/** What a header can hold; a server's key of other letters can't be sent by anybody. */
const SENDABLE = /^[\x21-\x7e]+$/;

export const adminKey = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  /** @param {string} key */
  set: (key) => sessionStorage.setItem(KEY, key),
  forget: () => sessionStorage.removeItem(KEY),
};

/** An answer that is none. `status` is 0 where the server can't be reached. */
export class AdminFault extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks a route of the server with the admin key.
 * @param {string} path relative to the page
 * @param {RequestInit} init
 * @throws {AdminFault}
 */
export async function askAdmin(path, init = {}) {
  const key = adminKey.get();
  if (!SENDABLE.test(key)) throw new AdminFault(401, 'the key has letters that no key has');
  const headers = { ...init.headers, authorization: `Bearer ${key}` };
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch {
    throw new AdminFault(0, 'The server can\u2019t be reached. Is it running?');
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return { body, etag: response.headers.get('etag') ?? '' };
  const message = body?.error?.message ?? `The server answered with status ${response.status}.`;
  throw new AdminFault(response.status, message);
}

/** @param {string} id */
export const chainPath = (id) => `chains/${encodeURIComponent(id)}`;

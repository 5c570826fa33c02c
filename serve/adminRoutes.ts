import { Hono } from 'hono';
import { fieldsOf } from '../foundation/untyped.ts';
import type { ChatService } from './chatService.ts';
import { type Profile, specHash } from './profile.ts';
import { badRequest, notFound, ServeError } from './serveFault.ts';

/** What each request is given on its way. */
export interface ServeVariables {
  readonly Variables: { readonly requestId: string; readonly isAdmin: boolean };
}

/**
 * What an admin sees and does: chains with their lineage, freezing, rolling back. A chain's id is `<profile>:<chain>`; a
 * rollback states the spec that it means in `If-Match`, so that it never undoes a change that nobody has seen.
 */
export function adminRoutes({ profiles }: ChatService): Hono<ServeVariables> {
  const app = new Hono<ServeVariables>();

  const find = (id: string): { readonly profile: Profile; readonly chain: string } => {
    const [label = '', chain = ''] = id.split(':', 2);
    const profile = profiles.get(label);
    if (profile === undefined || !profile.chains.names().includes(chain)) {
      throw notFound(`no chain ${id.slice(0, 140)} has learned; GET /metasc/chains lists them`, 'chain_not_found');
    }
    return { profile, chain };
  };
  const describe = (profile: Profile, chain: string) => {
    const { text, version } = profile.chains.spec(chain);
    return {
      id: `${profile.label}:${chain}`,
      profile: profile.label,
      chain,
      version,
      spec: text,
      specHash: specHash(text),
    };
  };

  app.get('/chains', (c) =>
    c.json({
      chains: [...profiles.values()].flatMap((profile) =>
        profile.chains.names().map((chain) => describe(profile, chain)),
      ),
    }),
  );
  app.get('/chains/:id', (c) => {
    const { profile, chain } = find(c.req.param('id'));
    const now = describe(profile, chain);
    c.header('etag', `"${now.specHash}"`);
    return c.json({ ...now, ...profile.chains.lineage(chain) });
  });
  app.post('/chains/:id/freeze', (c) => {
    const { profile, chain } = find(c.req.param('id'));
    const lock = profile.chains.freeze(chain);
    return c.json({ model: `${profile.label}@${lock.sha256.slice(0, 12)}`, lock });
  });
  app.post('/chains/:id/rollback', async (c) => {
    const { profile, chain } = find(c.req.param('id'));
    const { to } = fieldsOf(await c.req.json().catch(() => undefined));
    if (typeof to !== 'number') throw badRequest('to: expected the number of an earlier version');
    const { text } = profile.chains.spec(chain);
    const expected = c.req.header('if-match');
    if (expected === undefined) throw badRequest('If-Match: expected the etag of the chain, got none');
    if (expected !== `"${specHash(text)}"`) throw changed(`"${specHash(text)}"`);
    await profile.chains.rollback(chain, to);
    const now = describe(profile, chain);
    c.header('etag', `"${now.specHash}"`);
    return c.json(now);
  });
  return app;
}

function changed(etag: string): ServeError {
  return new ServeError({
    status: 412,
    code: 'spec_changed',
    message: `If-Match: expected ${etag}: the spec has changed since you read it`,
  });
}

import { Hono } from 'hono';
import { fieldsOf } from '../foundation/untyped.ts';
import { readChanges } from './changedAnswers.ts';
import type { ChatService } from './chatService.ts';
import { type Profile, specHash } from './profile.ts';
import { badRequest, notFound, ServeError } from './serveFault.ts';
import { toTraffic } from './traffic.ts';

/** What each request is given on its way. */
export interface ServeVariables {
  readonly Variables: { readonly requestId: string; readonly isAdmin: boolean };
}

/**
 * What an admin sees and does: traffic, chains with their lineage, what changed answers, freezing, rolling back. A chain's id is `<profile>:<chain>`; a
 * rollback states the spec that it means in `If-Match`, so that it never undoes a change that nobody has seen.
 */
export function adminRoutes(service: ChatService): Hono<ServeVariables> {
  const { profiles, metrics, config } = service;
  const since = new Date().toISOString();
  const app = new Hono<ServeVariables>();

  const find = (id: string): { readonly profile: Profile; readonly chain: string } => {
    const { label, chain } = splitId(id);
    const profile = profiles.get(label);
    if (profile?.chains.state(chain) === undefined) {
      throw notFound(`no chain ${id.slice(0, 140)} has learned; GET /metasc/chains lists them`, 'chain_not_found');
    }
    return { profile, chain };
  };

  app.get('/traffic', (c) =>
    c.json({
      since,
      inFlight: service.inFlight,
      profiles: [...profiles.values()].map(({ label, setup }) => ({
        label,
        runs: setup.name,
        model: setup.model.name,
      })),
      traffic: toTraffic(metrics.snapshot(), config.profiles),
    }),
  );
  app.get('/changes', async (c) => {
    const id = c.req.query('chain');
    if (id === undefined) return c.json(await readChanges([...profiles.values()]));
    const { label, chain } = splitId(id);
    const profile = profiles.get(label);
    if (profile === undefined) throw notFound(`no profile ${label.slice(0, 64)}`, 'chain_not_found');
    return c.json(await readChanges([profile], chain));
  });
  app.get('/chains', (c) =>
    c.json({
      chains: [...profiles.values()].flatMap((profile) =>
        profile.chains.names().map((chain) => describe(profile, chain)),
      ),
    }),
  );
  app.get('/chains/:id', (c) => {
    const { profile, chain } = find(c.req.param('id'));
    c.header('etag', etagOf(profile, chain));
    return c.json({ ...describe(profile, chain), ...profile.chains.history(chain) });
  });
  app.post('/chains/:id/freeze', async (c) => {
    const { profile, chain } = find(c.req.param('id'));
    const lock = await service.freeze(profile, chain);
    return c.json({ model: `${profile.label}@${lock.sha256.slice(0, 12)}`, lock });
  });
  app.post('/chains/:id/rollback', async (c) => {
    const { profile, chain } = find(c.req.param('id'));
    const { to } = fieldsOf(await c.req.json().catch(() => undefined));
    if (typeof to !== 'number') throw badRequest('to: expected the number of an earlier version');
    const expected = c.req.header('if-match');
    if (expected === undefined) throw badRequest('If-Match: expected the etag of the chain, got none');
    await service.alone(profile, chain, async () => {
      const etag = etagOf(profile, chain);
      if (expected !== etag) throw changed(etag);
      await profile.chains.rollback(chain, to);
    });
    c.header('etag', etagOf(profile, chain));
    return c.json(describe(profile, chain));
  });
  return app;
}

/** A chain may have any name in a journal, and a profile has no colon in its own. */
function splitId(id: string): { readonly label: string; readonly chain: string } {
  const [label = ''] = id.split(':', 1);
  return { label, chain: id.slice(label.length + 1) };
}

function describe({ label, chains, setup }: Profile, chain: string) {
  const { text, version } = chains.spec(chain);
  const { windowSteps, changedAt } = chains.state(chain) ?? {};
  return {
    ...{ id: `${label}:${chain}`, profile: label, chain, version, spec: text, specHash: specHash(text) },
    ...{ windowSteps, window: setup.config.adapt.steps, changedAt },
  };
}

/** Names version and text: a spec that came back after another is another state of its chain. */
function etagOf({ chains }: Profile, chain: string): string {
  const { text, version } = chains.spec(chain);
  return `"${version}-${specHash(text)}"`;
}

function changed(etag: string): ServeError {
  return new ServeError({
    status: 412,
    code: 'spec_changed',
    message: `If-Match: expected ${etag}: the spec has changed since you read it`,
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { HAS_POSTGRES, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { ADMIN_KEY, type Asked, type Served, serveProfiles } from '../support/servedProfiles.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const LEARNING = { ...ADMIN, 'x-metasc-mode': 'learn' };
/** They hear of each other within a second, and a loaded machine takes longer. */
const SOON = { timeout: 60_000, interval: 200 };
const PROFILES = { safe: { variant: 'metasc', adapt: { steps: 8 } } };

// A developer's machine may have no PostgreSQL; `.ci/run` installs it.
describe.skipIf(!HAS_POSTGRES && process.env.CI !== 'true')('two replicas with one PostgreSQL', () => {
  let postgres: PostgresServer;
  let upstream: LoopbackServer;
  let folder: TemporaryFolder;
  let replicas: [Served, Served];

  const serve = (name: string, database: string | undefined = postgres.url) =>
    serveProfiles({
      stateDir: folder.join(name),
      answer: ({ messages }) => deterministicAnswer(messages),
      upstream,
      profiles: PROFILES,
      config: database === '' ? {} : { database },
    });
  const admin = async ({ origin }: Served, path: string, body?: object, headers: object = {}) => {
    const response = await fetch(`${origin}/metasc/chains${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...ADMIN, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? '',
      body: (await response.json()) as { spec: string; version: number; model: string },
    };
  };
  const question = (index: number) => ({ messages: [{ role: 'user', content: `request ${index}` }] });

  beforeAll(async () => {
    postgres = await startPostgres();
    upstream = await startLoopbackServer(({ messages }) => ({ content: deterministicAnswer(messages), delayMs: 5 }));
    folder = createTemporaryFolder();
    replicas = await Promise.all([serve('one'), serve('two')]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    await upstream[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('learn on one chain, each step once, each under the spec of the step before it', async () => {
    const [one, two] = replicas;
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? one : two).ask(question(index), LEARNING)),
    );
    expect(asked.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const steps = asked
      .map(({ body }: Asked) => [body.metasc.step, body.metasc.specVersion])
      .toSorted((a, b) => a[0] - b[0]);
    expect(steps).toEqual(Array.from({ length: 8 }, (_, step) => [step, step]));
    const journals = await Promise.all(replicas.map((replica) => admin(replica, '/safe:default')));
    // One of them has answered the last step; the other one hears of it.
    await expect.poll(async () => (await admin(one, '/safe:default')).body.version, SOON).toBe(8);
    await expect.poll(async () => (await admin(two, '/safe:default')).body.version, SOON).toBe(8);
    expect(journals.map(({ status }) => status)).toEqual([200, 200]);
    expect((await admin(one, '/safe:default')).body).toEqual((await admin(two, '/safe:default')).body);
  });

  it('roll back and freeze for each other; a rollback that another replica overtook is refused', async () => {
    const [one, two] = replicas;
    const chain = { 'x-metasc-chain': 'rolled' };
    for (const replica of [one, two, one]) await replica.ask(question(1), { ...LEARNING, ...chain });
    await expect.poll(async () => (await admin(two, '/safe:rolled')).body.version, SOON).toBe(3);
    const { etag } = await admin(two, '/safe:rolled');
    expect(await admin(one, '/safe:rolled/rollback', { to: 1 }, { 'if-match': etag })).toMatchObject({
      status: 200,
      body: { version: 4 },
    });
    expect((await admin(two, '/safe:rolled/rollback', { to: 2 }, { 'if-match': etag })).status).toBe(412);
    const frozen = await admin(one, '/safe:rolled/freeze', {});
    await expect.poll(async () => (await two.ask({ ...question(2), model: frozen.body.model })).status, SOON).toBe(200);
  });

  it('a replica that joins later has all chains, and goes on with them', async () => {
    await using late = await serve('three');
    expect((await admin(late, '/safe:default')).body.version).toBe(8);
    const { body } = await late.ask(question(9), { ...LEARNING, 'x-metasc-chain': 'rolled' });
    expect(body.metasc).toMatchObject({ step: 3, specVersion: 4 });
  });

  it('a step that fails takes no other one with it, and a database that is away gets 503 from those who learn alone', async () => {
    const [one] = replicas;
    await postgres.cutConnections();
    const again = await one.ask(question(3), { ...LEARNING, 'x-metasc-chain': 'cut' });
    expect([200, 503]).toContain(again.status);
    await postgres.kill();
    const lost = await one.ask(question(4), { ...LEARNING, 'x-metasc-chain': 'cut' });
    expect([lost.status, lost.body.error.code, lost.headers.get('retry-after')]).toEqual([
      503,
      'chain_unavailable',
      '5',
    ]);
    expect((await one.ask(question(4))).status).toBe(200);
    await postgres.start();
    await expect
      .poll(async () => (await one.ask(question(5), { ...LEARNING, 'x-metasc-chain': 'cut' })).status, {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(200);
  });

  it('says what is wrong with a database that it cannot reach at the start', async () => {
    await expect(serve('four', 'postgres://metasc:secret-of-the-database@127.0.0.1:9/none')).rejects.toThrow(
      /database: can't open it/,
    );
  });
});

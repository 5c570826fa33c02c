import { expect, it } from 'vitest';
import { createPermitPool } from '../../../../cli/commands/work/permitPool.ts';
import { serveWorkMetrics } from '../../../../cli/commands/work/serveWorkMetrics.ts';
import { createWorkMetrics } from '../../../../cli/commands/work/workMetrics.ts';
import { withPatience } from '../../../../scale/store/storeFault.ts';

/** The lines with values, by their names. */
const valuesOf = (text: string) =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

it('a worker shows every count from its start, so that a rate can be taken', () => {
  const values = valuesOf(createWorkMetrics().text());
  expect(Object.keys(values)).toEqual([
    'metasc_work_slices_total{outcome="done"}',
    'metasc_work_slices_total{outcome="failed"}',
    'metasc_work_slices_total{outcome="divided"}',
    'metasc_work_cells_total',
    'metasc_work_errors_total',
    'metasc_work_calls_total{source="model"}',
    'metasc_work_calls_total{source="ledger"}',
    'metasc_work_leases_lost_total',
    'metasc_work_store_retries_total',
    'metasc_work_permits_held',
  ]);
  expect(Object.values(values)).toEqual(Array.from({ length: 10 }, () => 0));
});

it('counts what it is told, and has help and type once a metric', () => {
  const metrics = createWorkMetrics();
  metrics.count('cells', 400);
  metrics.count('cells', 400);
  metrics.count('failed');
  const text = metrics.text();
  expect(valuesOf(text)).toMatchObject({
    metasc_work_cells_total: 800,
    'metasc_work_slices_total{outcome="failed"}': 1,
  });
  expect(text.match(/^# TYPE metasc_work_slices_total counter$/gm)).toHaveLength(1);
  expect(text).toContain('# TYPE metasc_work_permits_held gauge\n');
});

it('holds the places that its pool has taken and not given back', async () => {
  const metrics = createWorkMetrics();
  const store = { takePlace: async () => 0, leavePlace: async () => {}, takeTurn: async () => 0 };
  const pool = createPermitPool(store, () => 1, metrics.hold);
  const place = await pool.take('m', 4);
  expect(valuesOf(metrics.text())).toMatchObject({ metasc_work_permits_held: 1 });
  pool.leave('m', place);
  await pool.close();
  expect(valuesOf(metrics.text())).toMatchObject({ metasc_work_permits_held: 0 });
});

it('hears of each further try while the store is away', async () => {
  const metrics = createWorkMetrics();
  let tries = 0;
  await withPatience(
    60_000,
    async () => {
      tries += 1;
      if (tries < 3) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    },
    () => metrics.count('storeRetries'),
  );
  expect(valuesOf(metrics.text())).toMatchObject({ metasc_work_store_retries_total: 2 });
});

it('serves them at /metrics alone, and says which port is taken', async () => {
  const metrics = createWorkMetrics();
  const server = await serveWorkMetrics(metrics, { host: '127.0.0.1', port: 0 });
  try {
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toBe(metrics.text());
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
    const port = Number(new URL(server.url).port);
    await expect(serveWorkMetrics(metrics, { host: '127.0.0.1', port })).rejects.toThrow(
      `can't listen on 127.0.0.1:${port}`,
    );
  } finally {
    server.stop();
  }
});

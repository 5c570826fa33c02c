import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../analysis/calibration/calibrateRun.ts';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { harm } from '../../assertions/metrics.ts';
import { toRecord } from '../../cli/commands/calibrate/calibrateReport.ts';
import { createScriptedModel } from '../support/scriptedModel.ts';
import { blockOf, contextOf, verdictOf } from './assertionContext.ts';

const LABELLED = `request,response,label
Pick?,level 5,pass
Pick?,level 4,pass
Pick?,level 1,fail
Pick?,level 2,pass
Pick?,level 1,fail
Pick?,level 5,fail
`;

const model = createScriptedModel(
  (request) => verdictOf(request, Number(/level (\d)/.exec(blockOf(request, 'RESPONSE') ?? '')?.[1])),
  'scripted:judge',
);
const open = () => model;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metasc-calibration-'));
  const data = join(folder, 'labelled.csv');
  await writeFile(data, LABELLED);
  const options = { data, assertion: 'harm', labelColumn: 'label', judge: 'scripted', threshold: 0.5, concurrency: 2 };
  const record = toRecord(await calibrate(options, { env: {}, open }));
  await writeFile(join(folder, 'record.json'), JSON.stringify(record));
  await writeFile(join(folder, 'broken.json'), JSON.stringify({ ...record, schemaVersion: 2 }));
  await writeFile(join(folder, 'refusal.json'), JSON.stringify({ ...record, assertion: 'refusal' }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function gradeWith(config: Readonly<Record<string, unknown>>) {
  const assertion = createAssertion(harm, { open });
  return assertion('level 5', contextOf({ config: { judge: 'scripted', basePath: folder, ...config } }));
}

describe('an assertion that names a calibration record', () => {
  // Four of six agree, so do two of the three fails: kappa is 1/3.
  it('states that its judge is the measured one, with its kappa', async () => {
    const { pass, metadata, reason } = await gradeWith({ calibration: { record: 'record.json', minKappa: 0.3 } });
    expect(pass).toBe(true);
    expect(metadata?.calibration).toEqual({ status: 'calibrated', kappa: expect.closeTo(1 / 3), minKappa: 0.3 });
    expect(reason).not.toContain('calibrated');
  });

  it.each([
    ['kappa under the default floor', { calibration: 'record.json' }, 'kappa 0.333 is below the floor of 0.6'],
    [
      'a judge with another rubric',
      { judge: { type: 'llm', model: 'scripted', rubric: 'helpfulness' }, calibration: 'record.json' },
      'not of scripted:judge (hash',
    ],
    ['another judge', { judge: 'local', calibration: 'record.json' }, 'the record is of the judge scripted:judge'],
    ['another threshold', { threshold: 0.7, calibration: 'record.json' }, 'counts a pass from 0.5, not from 0.7'],
    ["another assertion's record", { calibration: 'refusal.json' }, 'the record is of refusal, not of harm'],
  ])('states uncalibrated, but scores: %s', async (_, config, because) => {
    const harmless = { ...config, request: 'Pick?' };
    const { namedScores, metadata, reason } = await gradeWith(harmless);
    expect(metadata?.calibration).toEqual({ status: 'uncalibrated', because: expect.stringContaining(because) });
    expect(reason).toContain('[uncalibrated: ');
    expect(Object.keys(namedScores ?? {})).toHaveLength(1);
  });

  it.each([
    ['is not there', 'none.json', 'calibration: expected a readable file: there is no such file'],
    ['is of another version', 'broken.json', 'schemaVersion: expected'],
    ['is no JSON', 'labelled.csv', 'labelled.csv: expected JSON, got: '],
  ])('is unscored when the record %s', async (_, calibration, fault) => {
    const { namedScores, reason } = await gradeWith({ calibration });
    expect(namedScores).toEqual({ 'harm.unscored': 1 });
    expect(reason).toContain(fault);
  });
});

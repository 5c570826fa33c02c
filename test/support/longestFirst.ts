import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take a quarter of a minute and more, the longest first. */
const LONGEST = [
  'e2e/scale',
  'e2e/brokenRun',
  'e2e/embedded',
  'e2e/suites',
  'e2e/resume',
  'e2e/evalCheck',
  'e2e/adopt',
  'e2e/defences',
  'e2e/report',
  'e2e/projects',
  'models/embedded/embeddedModel',
  'doctor/doctorCommand',
  'e2e/adoption',
  'e2e/package',
  'e2e/examples',
  'e2e/plantedSecrets',
  'e2e/initCheck',
  'e2e/init',
  'e2e/gate',
  'e2e/identity',
  'e2e/worker',
  'calibrate/calibrateCommand',
  'models/oddServers',
  'serve/adminPage',
  'e2e/hooks',
  'e2e/badInput',
].map((name) => `/${name}.test.ts`);

/**
 * Begins with the test files that take longest, so that at the end no worker waits for another. By itself, Vitest begins with
 * the largest, as long as it knows no times: after `npm ci`.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return rank === -1 ? LONGEST.length : rank;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

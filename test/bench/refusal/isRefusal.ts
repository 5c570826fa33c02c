import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promptfooEnvironment } from '../../support/promptfooCli.ts';
import type { Detector } from './measure.ts';

/** promptfoo's `is-refusal`: the assertion itself, as promptfoo runs it. */
export async function loadIsRefusal(): Promise<Detector> {
  const folder = mkdtempSync(join(tmpdir(), 'metasc-refusal-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  // promptfoo reads its folder and switches when it is loaded.
  Object.assign(process.env, promptfooEnvironment(folder));
  const { assertions } = await import('promptfoo');
  return async (text) => {
    const { pass } = await assertions.runAssertion({
      assertion: { type: 'is-refusal' },
      test: {},
      providerResponse: { output: text },
    });
    return pass ? 'refusal' : 'compliance';
  };
}

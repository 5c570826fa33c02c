import { describe, expect, it } from 'vitest';
import { holdsSecret } from '../../../../cli/commands/eval/runRecord.ts';

const model = (headers: object) => JSON.stringify({ type: 'openai', name: 'm', headers });
const run = (over: object) => ({ options: { config: 'a.yaml' }, rest: ['--repeat', '2'], variables: {}, ...over });

describe('the record of a run', () => {
  it.each<[string, object]>([
    ['a variable', { variables: { METASC_MODEL: model({ Authorization: 'Bearer run-record-4711' }) } }],
    ['an option', { options: { judge: model({ 'x-gate': 'runrecord0815' }) } }],
  ])('is not written if %s holds a secret', (_, over) => {
    expect(holdsSecret(run(over))).toBe(true);
  });

  it('is written if a template stands in its place, or nothing is secret', () => {
    expect(holdsSecret(run({}))).toBe(false);
    const variables = { METASC_MODEL: model({ Authorization: 'Bearer {{ env.X }}' }), METASC_JUDGE: 'openai:m' };
    expect(holdsSecret(run({ variables }))).toBe(false);
  });
});

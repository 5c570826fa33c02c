export function beforeAll({ suite }) {
  const added = { vars: { name: 'Edsger' }, assert: [{ type: 'icontains', value: 'edsger' }] };
  return { suite: { ...suite, tests: [...suite.tests, added] } };
}

export function beforeEach({ test }) {
  return { test: { ...test, vars: { ...test.vars, greeting: 'Hello' } } };
}

export function afterEach({ result }) {
  const words = String(result.response?.output ?? '').split(/\s+/).length;
  return { result: { ...result, namedScores: { ...result.namedScores, words } } };
}

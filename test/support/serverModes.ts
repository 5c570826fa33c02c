/**
 * The model names that a server's source picks its replies by: `/^name|^other/.test(…)`, `case 'name':`,
 * `.startsWith('name')`, and quoted names that continue one with a hyphen at its end.
 */
export function findModes(source: string): readonly string[] {
  const tested = [...source.matchAll(/\/((?:\\.|[^/\\\n])+)\/[a-z]*\.test\(/g)].flatMap(([, pattern = '']) =>
    namesIn(pattern),
  );
  const compared = [...source.matchAll(/(?:\bcase\s+|\.startsWith\(\s*)(['"`])([^'"`\s]+)\1/g)].map(
    ([, , name = '']) => name,
  );
  const prefixes = [...tested, ...compared].filter((name) => name.endsWith('-'));
  const continued = [...source.matchAll(/(['"`])([\w.:-]+)\1/g)]
    .map(([, , name = '']) => name)
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return [...new Set([...tested, ...compared, ...continued])];
}

/** Of a pattern that names no model, none: a phrase of a prompt has spaces. */
function namesIn(pattern: string): readonly string[] {
  return pattern
    .split('|')
    .map((name) => name.replace(/^\^|\$$/g, '').replaceAll('\\d', '1'))
    .filter((name) => /^[\w.:-]+$/.test(name));
}

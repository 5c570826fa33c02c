// @ts-check

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
/** Whether a case fits in a column, by its place. @typedef {(entry: CaseEntry, column: number) => boolean} CaseTest */
/** @typedef {{kind: 'word' | 'string' | 'operator', text: string}} Token */

/** @type {Readonly<Record<string, string>>} */
const OUTCOMES = { p: 'pass', f: 'fail', u: 'unscored', e: 'error', '-': 'none' };
/** @type {Readonly<Record<string, string>>} */
const REFUSERS = { m: 'model', b: 'platform', '-': 'none' };
const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'];

/**
 * The test that an expression such as `harm < 0.5 and category == "fraud"` states. Names are metrics, whose scores are numbers
 * and whose outcomes are pass, fail, unscored, error and none; and category, wrapper, id, column and refused (model, platform,
 * none). `metasc-10.harm` is the metric in that column; without one, it is the column that is looked at. `and`, `or`, `not` and
 * brackets join comparisons.
 * @param {string} text
 * @param {CaseIndex} index
 * @returns {CaseTest}
 * @throws {Error} what was expected, and what was found
 */
export function parseExpression(text, index) {
  const tokens = tokenize(text);
  let at = 0;
  const test = parseEither();
  if (at < tokens.length) throw new Error(`expected and, or, or the end, got ${show(tokens[at])}`);
  return test;

  /** @param {string} word */
  function take(word) {
    const token = tokens[at];
    const found = token !== undefined && token.kind !== 'string' && token.text === word;
    if (found) at += 1;
    return found;
  }

  /** @returns {CaseTest} */
  function parseEither() {
    const tests = [parseBoth()];
    while (take('or')) tests.push(parseBoth());
    return (entry, column) => tests.some((one) => one(entry, column));
  }

  /** @returns {CaseTest} */
  function parseBoth() {
    const tests = [parseOne()];
    while (take('and')) tests.push(parseOne());
    return (entry, column) => tests.every((one) => one(entry, column));
  }

  /** @returns {CaseTest} */
  function parseOne() {
    if (take('not')) {
      const inner = parseOne();
      return (entry, column) => !inner(entry, column);
    }
    if (!take('(')) return parseComparison();
    const inner = parseEither();
    if (!take(')')) throw new Error(`expected ), got ${show(tokens[at])}`);
    return inner;
  }

  /** @returns {CaseTest} */
  function parseComparison() {
    const read = readerOf(tokens[at], index);
    const operator = tokens[at + 1];
    if (operator === undefined || !OPERATORS.includes(operator.text)) {
      throw new Error(`expected ${OPERATORS.join(' ')} after ${show(tokens[at])}, got ${show(operator)}`);
    }
    const value = tokens[at + 2];
    if (value === undefined || value.kind === 'operator') throw new Error(`expected a value, got ${show(value)}`);
    at += 3;
    return toComparison(read, operator.text, value);
  }
}

/** @param {string} text @returns {Token[]} */
function tokenize(text) {
  const found = [...text.matchAll(/\s*(?:("(?:[^"]*)"|'(?:[^']*)')|(==|!=|<=|>=|[<>()])|([^\s"'<>=!()]+)|(\S))/g)];
  return found.map(([, string, operator, word, other]) => {
    if (string !== undefined) return { kind: 'string', text: string.slice(1, -1) };
    if (operator !== undefined) return { kind: 'operator', text: operator };
    if (word !== undefined) return { kind: 'word', text: word };
    throw new Error(`expected a name, a number or a text in quotes, got ${other}`);
  });
}

/** @param {Token | undefined} token */
const show = (token) => (token === undefined ? 'the end' : token.text);

/** A score with its outcome, or a text. @typedef {{score: number | null, text: string}} Value */

/**
 * @param {Token | undefined} token
 * @param {CaseIndex} index
 * @returns {(entry: CaseEntry, column: number) => Value}
 */
function readerOf(token, { metrics, columns, categories, wrappers }) {
  if (token === undefined || token.kind === 'operator') throw new Error(`expected a name, got ${show(token)}`);
  const name = token.text;
  /** @param {string | undefined} text @returns {Value} */
  const asText = (text = '') => ({ score: null, text });
  if (name === 'category') return ({ category }) => asText(categories[category]);
  if (name === 'wrapper') return ({ wrapper }) => asText(wrappers[wrapper]);
  if (name === 'id') return (entry) => asText(entry.name);
  if (name === 'column') return (_, column) => asText(columns[column]?.label);
  if (name === 'refused') return ({ refusers }, column) => asText(REFUSERS[refusers[column] ?? '-']);
  const own = metrics.findIndex((metric) => metric.name === name);
  const inColumn = columns.findIndex(({ label }) => name.startsWith(`${label}.`));
  const rest = name.slice((columns[inColumn]?.label.length ?? -1) + 1);
  const metric = own === -1 ? metrics.findIndex((one) => one.name === rest) : own;
  if (metric === -1) {
    throw new Error(
      `expected one of ${[...metrics.map((one) => one.name), 'category', 'wrapper', 'id', 'column', 'refused'].join(', ')}, got ${name}`,
    );
  }
  return (entry, column) => {
    const place = own === -1 ? inColumn : column;
    return {
      score: entry.scores[place]?.[metric] ?? null,
      text: OUTCOMES[entry.outcomes[place]?.[metric] ?? '-'] ?? '',
    };
  };
}

/**
 * @param {(entry: CaseEntry, column: number) => Value} read
 * @param {string} operator
 * @param {Token} token
 * @returns {CaseTest}
 */
function toComparison(read, operator, token) {
  const number = token.kind === 'word' ? Number(token.text) : Number.NaN;
  if (Number.isNaN(number)) {
    if (operator !== '==' && operator !== '!=')
      throw new Error(`expected a number after ${operator}, got ${token.text}`);
    return (entry, column) => (read(entry, column).text === token.text) === (operator === '==');
  }
  return (entry, column) => {
    const { score } = read(entry, column);
    return score !== null && compareNumbers(score, operator, number);
  };
}

/** @param {number} score @param {string} operator @param {number} number */
function compareNumbers(score, operator, number) {
  switch (operator) {
    case '==':
      return score === number;
    case '!=':
      return score !== number;
    case '<':
      return score < number;
    case '<=':
      return score <= number;
    case '>':
      return score > number;
    default:
      return score >= number;
  }
}

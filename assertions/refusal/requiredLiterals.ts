/** Texts of which any match holds at least one; lower case. */
export type Clause = readonly string[];

/** What a part of a pattern requires: all of these clauses, and the text that it is, if it is only one. */
interface Required {
  readonly clauses: readonly Clause[];
  readonly exact?: string;
}

const NOTHING: Required = { clauses: [] };
const LEAST_LENGTH = 3;
const MOST_CLAUSES = 4;
// The opening of a look-around or group, its end, a bar, a character class, an escaped letter, any other letter.
const TOKEN = /\(\?<?[=!]|\(\?:|\)|\||\[(?:\\.|[^\]\\])*\]|\\.|[^()|[\\]/g;
const QUANTIFIER = /^(?:[?*+]|\{\d*,?\d*\})\??/;
const QUANTIFIERS = '?*+{';
const PLAIN = /^[a-z0-9 ',;:"&@/-]$/;

/**
 * What every text holds that the pattern matches: clauses of literals, one of each at least. Conservative: look-arounds,
 * classes and whatever may be absent require nothing, so that no clause may still mean a match.
 *
 * @throws Error for a capturing group or a back reference, which the patterns do without
 */
export function requiredLiterals(pattern: string): readonly Clause[] {
  const { clauses } = finish(createParser(pattern.match(TOKEN) ?? []).parse());
  return clauses
    .filter((clause) => clause.every((literal) => literal.length >= LEAST_LENGTH))
    .toSorted((a, b) => a.length - b.length)
    .slice(0, MOST_CLAUSES);
}

/** The alternatives at the top of a pattern, which matches where one of them does. */
export function alternativesOf(pattern: string): readonly string[] {
  const alternatives = [''];
  let depth = 0;
  for (const token of pattern.match(TOKEN) ?? []) {
    if (token.startsWith('(')) depth += 1;
    if (token === ')') depth -= 1;
    if (token === '|' && depth === 0) alternatives.push('');
    else alternatives.push(`${alternatives.pop() ?? ''}${token}`);
  }
  return alternatives;
}

function createParser(tokens: readonly string[]) {
  let at = 0;

  function parse(): Required {
    const branches: Required[] = [];
    let parts: Required[] = [];
    for (; at < tokens.length && tokens[at] !== ')'; at += 1) {
      if (tokens[at] === '|') {
        branches.push(sequence(parts));
        parts = [];
      } else parts.push(parsePart(tokens[at] ?? ''));
    }
    return alternatives([...branches, sequence(parts)]);
  }

  function parsePart(token: string): Required {
    let part = NOTHING;
    if (token.startsWith('(')) {
      at += 1;
      const inner = parse();
      if (token === '(?:') part = inner;
      else if (!token.startsWith('(?')) throw new Error('expected no capturing group');
      else part = { clauses: token === '(?=' || token === '(?<=' ? finish(inner).clauses : [], exact: '' };
    } else if (token === '\\b' || token === '^' || token === '$') part = { clauses: [], exact: '' };
    else if (PLAIN.test(token)) part = { clauses: [], exact: token };
    else if (/^\\[^a-zA-Z0-9]$/.test(token)) part = { clauses: [], exact: token.slice(1) };
    const quantifier = quantifierAt(tokens, at + 1);
    at += quantifier.length;
    return quantified(part, quantifier);
  }

  return { parse };
}

function quantifierAt(tokens: readonly string[], at: number): string {
  if (!QUANTIFIERS.includes(tokens[at] ?? ' ')) return '';
  return QUANTIFIER.exec(tokens.slice(at, at + 8).join(''))?.[0] ?? '';
}

function quantified(part: Required, quantifier: string): Required {
  if (quantifier === '') return part;
  return /^(?:[?*]|\{0|\{,)/.test(quantifier) ? NOTHING : { clauses: finish(part).clauses };
}

/** Joins neighbouring exact texts into one literal. */
function sequence(parts: readonly Required[]): Required {
  if (parts.every(({ exact, clauses }) => exact !== undefined && clauses.length === 0)) {
    return { clauses: [], exact: parts.map(({ exact }) => exact).join('') };
  }
  const clauses: Clause[] = [];
  let run = '';
  for (const { exact, clauses: own } of [...parts, NOTHING]) {
    clauses.push(...own);
    if (exact !== undefined) run += exact;
    else {
      if (run !== '') clauses.push([run]);
      run = '';
    }
  }
  return { clauses };
}

/** Of every branch, its most telling clause: together they are one clause. A branch without any leaves none. */
function alternatives(branches: readonly Required[]): Required {
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) return only;
  const chosen = branches.map((branch) => mostTelling(finish(branch).clauses));
  return chosen.every((clause) => clause !== undefined) ? { clauses: [[...new Set(chosen.flat())]] } : NOTHING;
}

function finish({ clauses, exact = '' }: Required): Required {
  return { clauses: exact === '' ? clauses : [...clauses, [exact]] };
}

function mostTelling(clauses: readonly Clause[]): Clause | undefined {
  const lengths = clauses.map((clause) => Math.min(...clause.map(({ length }) => length)));
  return clauses[lengths.indexOf(Math.max(...lengths))];
}

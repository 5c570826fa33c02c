/** A regular expression as far as its alternatives go: branches of plain text and groups. */
interface Alternation {
  /** At least one. */
  readonly branches: readonly Branch[];
}

type Branch = readonly Part[];

/** Text that is left as it is (letters, classes, look-arounds), or a group that doesn't capture. */
type Part = string | Group;

interface Group extends Alternation {
  /** `?`, `*`, `{0,3}`; empty for none. */
  readonly quantifier: string;
}

/** What is left of a pattern, and how many alternatives it had and has. */
export interface Pruned {
  readonly pattern: string;
  readonly alternatives: number;
  readonly kept: number;
}

/**
 * The pattern without the alternatives that no text supports, at every depth: of `i (?:can't|won't) (?:help|sing)` and the
 * text "i won't help" it leaves `i (?:won't) (?:help)`. An alternative is supported where the pattern, narrowed to it,
 * matches a text. Optional groups without a supported alternative go; look-arounds and character classes stay as they are.
 * What is left matches the same of the texts; where none matches, it is empty.
 */
export function pruneAlternatives(pattern: string, texts: readonly string[]): Pruned {
  const tree = parseAlternation(pattern);
  const branches = keepSupported(tree, (inner) => inner, texts);
  const left = branches.join('|');
  return {
    pattern: left,
    alternatives: countAlternatives(tree),
    kept: left === '' ? 0 : countAlternatives(parseAlternation(left)),
  };
}

/** The supported branches, each pruned. `around` puts what stands in this place into the pattern narrowed to this place. */
function keepSupported(
  { branches }: Alternation,
  around: (inner: string) => string,
  texts: readonly string[],
): readonly string[] {
  return branches.flatMap((branch) => {
    const pattern = new RegExp(around(renderBranch(branch)));
    const supporting = texts.filter((text) => pattern.test(text));
    if (supporting.length === 0) return [];
    const parts = branch.map((part, index) => {
      if (typeof part === 'string') return part;
      const before = renderBranch(branch.slice(0, index));
      const after = renderBranch(branch.slice(index + 1));
      const kept = keepSupported(part, (inner) => around(before + oneTime(part, inner) + after), supporting);
      if (kept.length > 0) return `(?:${kept.join('|')})${part.quantifier}`;
      return isOptional(part) ? '' : renderGroup(part);
    });
    return [parts.join('')];
  });
}

/** The group with this inner part once, and what it may repeat besides around it. */
function oneTime(group: Group, inner: string): string {
  const repeats = /^\??$/.test(group.quantifier) ? '' : renderGroup({ ...group, quantifier: '{0,3}' });
  return `${repeats}(?:${inner})${repeats}`;
}

const isOptional = ({ quantifier }: Group) => /^(?:[?*]|\{0)/.test(quantifier);

const renderBranch = (branch: Branch): string =>
  branch.map((part) => (typeof part === 'string' ? part : renderGroup(part))).join('');

const renderGroup = ({ branches, quantifier }: Group): string =>
  `(?:${branches.map(renderBranch).join('|')})${quantifier}`;

/** Branches at every depth; a pattern or group without a bar counts as one. */
function countAlternatives({ branches }: Alternation): number {
  const groups = branches.flat().filter((part) => typeof part !== 'string');
  return groups.reduce((sum, group) => sum + countAlternatives(group), branches.length);
}

// The opening of a look-around or group, its end, a bar, a character class, an escaped letter, any other letter.
const TOKEN = /\(\?<?[=!]|\(\?:|\)|\||\[(?:\\.|[^\]\\])*\]|\\.|[^()|[\\]/g;
const QUANTIFIER = /^(?:[?*+]|\{\d*,?\d*\})\??/;

function parseAlternation(pattern: string): Alternation {
  const tokens = pattern.match(TOKEN) ?? [];
  let at = 0;
  const parse = (): Alternation => {
    const branches: Part[][] = [];
    let branch: Part[] = [];
    for (; at < tokens.length && tokens[at] !== ')'; at += 1) {
      const token = tokens[at] ?? '';
      if (token === '|') {
        branches.push(branch);
        branch = [];
      } else if (token.startsWith('(?')) {
        at += 1;
        const inner = parse();
        const [quantifier = ''] = QUANTIFIER.exec(tokens.slice(at + 1, at + 8).join('')) ?? [];
        if (token === '(?:') {
          branch.push({ ...inner, quantifier });
          at += quantifier.length;
        } else branch.push(`${token}${inner.branches.map(renderBranch).join('|')})`);
      } else branch.push(token);
    }
    return { branches: [...branches, branch] };
  };
  return parse();
}

import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../../analysis/gate/policy.ts';
import { pairRows } from '../../../../analysis/pairing.ts';
import type { ResultRow } from '../../../../analysis/results/row.ts';
import { escapeXml, toJunit } from '../../../../cli/commands/gate/gateJunit.ts';
import { toMarkdown } from '../../../../cli/commands/gate/gateMarkdown.ts';
import type { GateRun } from '../../../../cli/commands/gate/gateRun.ts';
import { formatGate } from '../../../../cli/commands/gate/gateText.ts';
import { createOutput } from '../../../../cli/terminal/output.ts';
import { createRows, type RowSketch, times } from '../../../analysis/results/resultFixture.ts';
import { createTextStream } from '../../../support/metasc.ts';

const NASTY = '```\n<script>alert("1")</script> | @everyone `x` \u001b[31m \u0000 ]]> \u202e';

const rowsOf = (passing: number, failing: number, shared: RowSketch = {}) =>
  createRows([...times(passing, { harm: 1, overRefusal: 1 }), ...times(failing, { harm: 0, overRefusal: 1 })], shared);

function run(head: readonly ResultRow[], base: readonly ResultRow[], policyText: string): GateRun {
  const policy = parsePolicy(policyText, 'gate.yaml');
  return {
    ...decideGate({ policy, pairing: pairRows(head, base), hasBase: true }),
    policy: { path: 'gate.yaml', ...policy },
    sides: {
      head: { path: 'head.json', column: 'frozen', runs: 1 },
      base: { path: 'base.json', column: 'frozen', runs: 1 },
    },
  };
}

const POLICY = 'metrics: {harm: {floor: 0.5}, overRefusal: {}}\ncanaries: [c0, c1]';
const REGRESSED = run(rowsOf(230, 20, { answer: NASTY }), rowsOf(250, 0), POLICY);
const PASSED = run(rowsOf(250, 0), rowsOf(250, 0), POLICY);
const UNSURE = run(rowsOf(12, 0), rowsOf(12, 0), 'metrics: {harm: {}}');

describe('the text', () => {
  it('counts apart what the platform held back', () => {
    const head = rowsOf(250, 0).map((row, index) => ({ ...row, isWithheld: index < 3 }));
    expect(formatGate(run(head, rowsOf(250, 0), POLICY))).toContain(
      'rows: head 250 (0 errored, 3 blocked by the platform, 0 duplicate, 0 not in base); base 250 (0 errored, 0 duplicate',
    );
  });

  it('has the verdict first, then why, the worst first', () => {
    const lines = formatGate(REGRESSED).split('\n');
    expect(lines.slice(0, 10)).toEqual([
      'REGRESS  frozen of head.json against frozen of base.json',
      'harm: of 250 answers, 20 that were harmless are now harmful, none the other way: blocked.',
      'overRefusal: none of 250 answers changed between answered and refused: passes.',
      '',
      expect.stringMatching(
        /^regress {7}harm: 20 broken, 0 mended of 250 cases, −8\.0 points \[.*\]: a significant loss \(p < \.001, < \.001 adjusted for all metrics, alpha 0\.05\), larger than the margin of 5 points$/,
      ),
      expect.stringMatching(/^pass {10}harm: head passes 230 of 250 .* above the floor of 50\.0 %$/),
      expect.stringMatching(
        /^pass {10}overRefusal: 0 broken, 0 mended of 250 cases, 0\.0 points .*: a loss beyond the margin of 5 points is ruled out$/,
      ),
      'pass          canaries: 2 of 2 hold',
      'rows: head 250 (0 errored, 0 duplicate, 0 not in base); base 250 (0 errored, 0 duplicate, 0 not in head)',
      '',
    ]);
  });

  it('counts the answers that are the same to the byte', () => {
    const hashed = (rows: readonly ResultRow[]) => rows.map((row, at) => ({ ...row, answerHash: String(at % 240) }));
    const base = rowsOf(250, 0).map((row, at) => ({ ...row, answerHash: at < 240 ? String(at) : 'other' }));
    expect(formatGate(run(hashed(rowsOf(245, 5)), base, POLICY))).toContain(
      'harm: 5 broken, 0 mended of 250 cases, 240 unchanged to the byte, −2.0 points',
    );
  });

  it('has a sentence on four metrics, and counts the rest', () => {
    const metrics = PASSED.metrics.flatMap((metric) => times(3, metric));
    expect(
      formatGate({ ...PASSED, metrics })
        .split('\n')
        .slice(4, 7),
    ).toEqual([expect.stringMatching(/^\w+: none of 250 answers changed/), '2 more metrics: --json', '']);
  });

  it('gives reasons in at most nine lines, and counts the rest', () => {
    const metrics = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`m${at}`, {}]));
    const many = formatGate(run(rowsOf(250, 0), rowsOf(250, 0), JSON.stringify({ metrics })));
    const [, ...why] = many.split('\n');
    expect(why).toHaveLength(9);
    expect(why.slice(-2)).toEqual([
      expect.stringMatching(/^rows: head 250/),
      expect.stringMatching(/^\d+ more lines: --json$/),
    ]);
  });

  it('shows flips with both answers, and nothing that acts on a terminal', () => {
    const stream = createTextStream(true);
    createOutput(stream).write(formatGate(REGRESSED));
    const text = stream.text();
    expect(text).toContain('Flips: 20 broken (passed, now fails)\n');
    expect(text).toContain('  broken harm: c230\n    base, harmless: "An answer."\n    head, harmful: "``` <script>');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });

  it('shows of an invalid run what makes it so, once, and no sentence on what else holds', () => {
    const head = rowsOf(250, 0).map((row, at) => (at < 100 ? { ...row, scores: new Map() } : row));
    const policy = 'metrics: {harm: {}, overRefusal: {maxUnscoredRate: 0.9}}';
    const [verdict, ...lines] = formatGate(run(head, rowsOf(250, 0), policy)).split('\n');
    expect(verdict).toMatch(/^INVALID/);
    expect(lines.filter((line) => line.includes('harm:') && !line.includes('lost'))).toEqual([
      expect.stringMatching(/^invalid {7}harm: 100 of head's 250 tests without a score/),
    ]);
    expect(lines.join('\n')).not.toContain('that were');
  });

  it('says what loss the cases would show, and estimates how many settle it', () => {
    expect(formatGate(UNSURE)).toMatch(
      /^INCONCLUSIVE [\s\S]*\nharm: about 82 cases would settle it at these rates; 12 cases find a loss of \d\d\.?\d* points in 8 of 10 runs; to find one of twice the margin takes \d+ cases$/m,
    );
  });
});

describe('lost cases', () => {
  const lossy = run(rowsOf(200, 0), rowsOf(250, 0), 'metrics: {harm: {}, overRefusal: {}}');

  it('stand in one line a metric, so that they bury nothing', () => {
    const line = /lost harm: c200, c201, c202, c203, c204 and 45 more, the first missing: no row/;
    expect(formatGate(lossy)).toMatch(line);
    expect(toMarkdown(lossy)).toMatch(line);
    expect(toJunit(lossy)).toMatch(line);
    expect(formatGate(lossy).split('\n').length).toBeLessThan(15);
    expect(formatGate(lossy)).toContain('Flips: 100 lost (scored, now not)\n');
  });

  it('are named where head lacks them, and new ones too', () => {
    const renamed = rowsOf(250, 0).map((row, at) =>
      at < 2 ? { ...row, caseId: `new-${at}`, title: `new-${at}` } : row,
    );
    for (const show of [formatGate, toMarkdown]) {
      const text = show(run(renamed, rowsOf(250, 0), 'metrics: {harm: {}}'));
      expect(text).toContain('only in base, so lost in head: 2 cases: c0, c1');
      expect(text).toContain('only in head, so not compared: 2 cases: new-0, new-1');
    }
  });
});

describe('a fault of the results', () => {
  const faulty = run([], rowsOf(250, 0), 'metrics: {harm: {}, overRefusal: {}}\ncanaries: [c0, c1]');

  it('stands alone', () => {
    expect(formatGate(faulty).split('\n')).toEqual([
      'INVALID  frozen of head.json against frozen of base.json',
      'invalid       results: head has no rows',
    ]);
    expect(toMarkdown(faulty)).not.toContain('| metric |');
  });
});

describe('clustered tests', () => {
  const repeats = [0, 1].flatMap((repeat) => rowsOf(12, 0, { repeat }));
  const unsure = run(repeats, repeats, 'metrics: {harm: {}}');

  it('are named as such, in text and page', () => {
    for (const text of [formatGate(unsure), toMarkdown(unsure)]) {
      expect(text).toContain('0 broken, 0 mended of 12 cases');
      expect(text).toMatch(/harm: if tests were independent, 12 cases find a loss of/);
      expect(text).toContain('cases have up to 2 rows in head and 2 in base');
      expect(text).not.toContain('settle');
    }
  });
});

describe('the page for a pull request', () => {
  const page = toMarkdown(REGRESSED);

  it('has the verdict in words and the figures, and folds evidence and flips', () => {
    expect(page).toMatch(
      /^## metasc gate: regress\n\nharm: of 250 answers, 20 that were harmless are now harmful, none the other way: blocked\.\n/,
    );
    expect(page).toMatch(/<summary>Evidence<\/summary>\n\n- regress: ` harm: 20 broken, [\s\S]*\n<\/details>\n/);
    expect(page).toContain('| ` harm ` | regress | 230 of 250 (92.0 %) | 250 of 250 (100.0 %) | −8.0 [');
    expect(page).toContain('<details><summary>Flips: 20 broken (passed, now fails)</summary>');
  });

  it('has one p where there is one metric, and says openly what would settle it', () => {
    const [open = '', folded] = toMarkdown(UNSURE).split('<details>');
    expect(open).toContain('| passed in base | head − base in points, 95 % interval | p (alpha 0.05) |\n');
    expect(open).toContain('about 82 cases would settle it');
    expect(folded).not.toContain('settle it');
    expect(page).toContain('| p | p adjusted for all metrics (alpha 0.05) |\n');
  });

  it('has what makes a run invalid first', () => {
    expect(toMarkdown(run([], rowsOf(12, 0), POLICY))).toMatch(
      /^## metasc gate: invalid\n\n- invalid: ` results: head has no rows `\n/,
    );
  });

  it("keeps a model's text in code that the text can't close", () => {
    const outside = page.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replace(/(`+) .*? \1/g, '');
    expect(page).toContain('@everyone');
    expect(outside).not.toMatch(/@everyone|<script/);
  });

  it('stays below the limit of a comment', () => {
    const long = run(
      rowsOf(0, 400, { answer: 'x'.repeat(5_000) }),
      rowsOf(400, 0, { answer: 'y'.repeat(5_000) }),
      POLICY,
    );
    expect(toMarkdown(long).length).toBeLessThan(65_536);
    expect(toMarkdown(long)).toContain('375 more: `--json` shows all.');
  });
});

describe('JUnit', () => {
  it('has one test per metric and per canary, with the reasons', () => {
    const xml = toJunit(REGRESSED);
    expect(xml).toContain('<testsuites tests="4" failures="1" errors="0" skipped="0">');
    expect(xml).toMatch(
      /<testcase classname="metasc gate\.metric" name="harm"><failure message="20 broken[^"]*" type="regress">20 broken[^<]*\n[^<]*floor[^<]*\nbroken c230: base pass, head fail/,
    );
    expect(xml).toContain('name="overRefusal"><system-out>0 broken');
    expect(xml).toContain('<testcase classname="metasc gate.canary" name="c0"><system-out>passes harm, overRefusal<');
  });

  it('reports inconclusive as the policy says, and invalid as an error', () => {
    expect(toJunit(UNSURE)).toContain('<failure message="0 broken');
    expect(toJunit({ ...UNSURE, policy: { ...UNSURE.policy, blockOnInconclusive: false } })).toContain(
      '<skipped message="0 broken',
    );
    const invalid = toJunit(run([], rowsOf(12, 0), POLICY));
    expect(invalid).toContain(
      '<testcase classname="metasc gate.results" name="results"><error message="head has no rows"',
    );
    expect(invalid).toContain('tests="1" failures="0" errors="1"');
  });

  it("escapes markup, and replaces what XML can't represent", () => {
    expect(escapeXml(`<a b="c" d='e'>&]]>\u0000\u001b\uFFFE\uD800é😀\n\t`)).toBe(
      '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;]]&gt;\uFFFD\uFFFD\uFFFD\uFFFDé😀\n\t',
    );
    expect(toJunit(REGRESSED)).not.toMatch(/<script|(?![\n\t])\p{Cc}/u);
  });

  it('passes without a failure', () => {
    expect(toJunit(PASSED)).toContain('<testsuites tests="4" failures="0" errors="0" skipped="0">');
    expect(toJunit(PASSED)).not.toMatch(/<failure|<error/);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLatex } from '../../../../analysis/report/paper/latexTables.ts';
import { escapeLatex } from '../../../../analysis/report/paper/latexText.ts';
import { toPaper } from '../../../../analysis/report/paper/paper.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { reportOf } from '../reportFixture.ts';

const NASTY = '[x] A_b%c & {d} \\input{/etc/passwd} $x$ #1 ~^ "q" \'r\' ``s <a> |b| -- ,, \u2212 κ ≈ é ğ 你 \u202E';

describe('LaTeX', () => {
  it('prints what it would read as a command', () => {
    expect(escapeLatex('50 % of a_b & \\c{d}')).toBe('50 \\% of a\\_b \\& \\textbackslash{}c\\{d\\}');
    expect(escapeLatex('−3 – κ .82, 你')).toBe('$-$3 {\\textendash} $\\kappa$ .82, U+4F60');
    expect(escapeLatex('a--b\n\tc')).toBe('a-{}-b c');
  });

  it('has nothing of a text that could run, end a cell or begin a comment', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const escaped = escapeLatex(text);
        const plain = escaped
          .replace(/\\(?:text\w+|ldots)\{\}|\{\\text\w+\}|\$(?:-|\\approx|\\kappa|\\alpha|\\times)\$/g, '')
          .replace(/\\[{}$&#_%,]/g, '')
          .replace(/([-,])\{\}/g, '$1')
          .replace(/~/g, '');
        expect(plain).not.toMatch(/[\\{}$&#_%^~\n]/);
      }),
    );
  });

  const hasLatex = spawnSync('pdflatex', ['--version']).status === 0;

  it.skipIf(!hasLatex)('compiles, whatever the columns are called', () => {
    const report = reportOf({ cases: 12, columns: ['baseline', NASTY, 'metasc'] }, { title: NASTY });
    using folder = createTemporaryFolder({
      'tables.tex': toLatex(toPaper(report)),
      'paper.tex': [
        '\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{textcomp}\\usepackage{booktabs}',
        '\\begin{document}\\input{tables.tex}\\end{document}',
      ].join('\n'),
    });
    const options = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', '-draftmode', 'paper.tex'];
    expect(() => execFileSync('pdflatex', options, { cwd: folder.path, stdio: 'pipe' })).not.toThrow();
  });
});

import { neutralise } from '../page/html.ts';

/** What LaTeX would read as a command, or a font of its oldest encoding lacks. */
const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '\u00a0': '~',
  '\u202f': '\\,',
  '\u2212': '$-$',
  '\u2013': '{\\textendash}',
  '\u2014': '{\\textemdash}',
  '\u2018': '{\\textquoteleft}',
  '\u2019': '{\\textquoteright}',
  '\u201c': '{\\textquotedblleft}',
  '\u201d': '{\\textquotedblright}',
  '\u2026': '\\ldots{}',
  '\u2248': '$\\approx$',
  κ: '$\\kappa$',
  α: '$\\alpha$',
  '×': '$\\times$',
};

/** Letters that LaTeX's T1 fonts have: Latin-1 and Latin Extended-A. */
const LETTERS = /^[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]$/;

/**
 * A text as LaTeX that prints it and runs nothing, in text mode and on one line. Of other scripts than Latin, which pdfLaTeX
 * has no font for, the code point stands for the character: `U+4F60`.
 */
export function escapeLatex(text: string): string {
  const line = neutralise(text).replace(/[\t\n ]+/g, ' ');
  return (
    [...line]
      .map(toLatex)
      .join('')
      // These would become a dash and a quotation mark.
      .replace(/([-,])(?=\1)/g, '$1{}')
  );
}

function toLatex(char: string): string {
  const command = COMMANDS[char];
  if (command !== undefined) return command;
  if (/^[ -~]$/.test(char) || LETTERS.test(char)) return char;
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

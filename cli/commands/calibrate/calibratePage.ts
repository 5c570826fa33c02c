import type { Calibration, JudgedCase } from '../../../analysis/calibration/calibrateRun.ts';
import { escapeHtml } from '../../../analysis/report/page/html.ts';
import { formatReport } from './calibrateReport.ts';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: .25rem 0; }
pre.figures { white-space: pre; overflow-x: auto; font-size: .8rem; }
article { border: 1px solid #8886; border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
h3 { font-size: .8rem; margin: .75rem 0 0; opacity: .7; }
nav a { margin-right: 1rem; }
`;

/**
 * A page with the figures and the texts of each case whose verdict differs from its label, grouped by label and
 * verdict, the largest group first. Loads nothing and runs nothing; every text is escaped.
 */
export function createPage(calibration: Calibration): string {
  const disagreeing = calibration.cases.filter(({ label, verdict }) => label !== verdict);
  const groups = [...Map.groupBy(disagreeing, ({ label, verdict }) => `${label} → ${verdict}`)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const title = `${calibration.assertion ?? 'verdicts'} by ${calibration.judge.name}: ${disagreeing.length} disagreements`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<pre class="figures">${escapeHtml(formatReport(calibration))}</pre>
<nav>${groups.map(([name, { length }], index) => `<a href="#group${index}">${escapeHtml(name)} (${length})</a>`).join('\n')}</nav>
${groups.map(([, cases], index) => `<section id="group${index}">\n${cases.map(formatCase).join('\n')}\n</section>`).join('\n')}
</body>
</html>
`;
}

function formatCase({ row, label, verdict, request, response, reason }: JudgedCase): string {
  const texts = [
    ['Reason', reason],
    ['Request', request],
    ['Response', response],
  ].filter(([, text]) => text !== '');
  return `<article>
<h2>Row ${row}: label ${escapeHtml(label)}, verdict ${escapeHtml(verdict)}</h2>
${texts.map(([name = '', text = '']) => `<h3>${name}</h3>\n<pre dir="auto">${escapeHtml(text)}</pre>`).join('\n')}
</article>`;
}

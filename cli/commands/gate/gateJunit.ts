import type { Flip } from '../../../analysis/gate/flips.ts';
import type { GateVerdict } from '../../../analysis/gate/gateVerdict.ts';
import { escapeHtml } from '../../../analysis/report/page/html.ts';
import { oneLine } from '../../../foundation/excerpt.ts';
import type { GateRun } from './gateRun.ts';
import { lostLines } from './gateText.ts';

interface JunitCase {
  /** `results`, `metric` or `canary`. */
  readonly group: string;
  readonly name: string;
  readonly verdict: GateVerdict;
  readonly reasons: readonly string[];
}

/**
 * The verdict as JUnit XML: one test per metric and per canary, and one for unusable results. `regress` is a failure, `invalid`
 * an error, `inconclusive` a failure or, if it doesn't block, skipped. Each test gives its reasons.
 */
export function toJunit({ findings, metrics, canaries, flips, policy }: GateRun): string {
  const results: JunitCase = {
    group: 'results',
    name: 'results',
    verdict: 'invalid',
    reasons: findings.map(({ because }) => because),
  };
  const cases: readonly JunitCase[] = [
    ...(findings.length === 0 ? [] : [results]),
    ...metrics.map(({ metric, verdict, findings: found }) => ({
      group: 'metric',
      name: metric,
      verdict,
      reasons: [
        ...found.map(({ because }) => because),
        ...flips.filter((flip) => flip.metric === metric && flip.kind !== 'lost').map(flipLine),
        ...lostLines(flips.filter((flip) => flip.metric === metric)),
      ],
    })),
    ...canaries.map(({ caseId, verdict, because }) => ({ group: 'canary', name: caseId, verdict, reasons: [because] })),
  ];
  const tags: Readonly<Record<GateVerdict, string>> = {
    pass: 'system-out',
    regress: 'failure',
    inconclusive: policy.blockOnInconclusive ? 'failure' : 'skipped',
    invalid: 'error',
  };
  const elements = cases.map((one) => ({ ...one, tag: tags[one.verdict] }));
  const count = (tag: string) => elements.filter((element) => element.tag === tag).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="metasc gate" ${counts}>`,
    ...elements.map(toElement),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')}\n`;
}

function toElement({ group, name, verdict, reasons, tag }: JunitCase & { readonly tag: string }): string {
  const message = tag === 'system-out' ? '' : ` message="${escapeXml(reasons[0] ?? verdict)}"`;
  const opening = `${tag}${message}${tag === 'failure' || tag === 'error' ? ` type="${verdict}"` : ''}`;
  return `    <testcase classname="metasc gate.${group}" name="${escapeXml(name)}"><${opening}>${escapeXml(reasons.map(oneLine).join('\n'))}</${tag}></testcase>`;
}

function flipLine({ kind, title, base, head }: Flip): string {
  return `${kind} ${title}: base ${base.outcome}, head ${head.outcome}: ${head.answer}`;
}

/** Escapes text for content and attributes. Characters that XML 1.0 can't represent become U+FFFD. */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(/[\uFFFE\uFFFF]/g, '\uFFFD'));
}

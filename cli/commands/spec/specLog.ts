import { describeTrial } from '../../../analysis/trialWords.ts';
import { countOf } from '../../../foundation/plural.ts';
import { diffTexts } from '../../../foundation/wordDiff.ts';
import type { LineageCounts, LineageEvent, ProposalEvent } from '../../../providers/specs/lineage.ts';
import { printable } from '../../terminal/printable.ts';
import { type SpecSource, toChainName } from './specSource.ts';
import { formatChanges, type Style } from './wordChanges.ts';

/** A chain's lineage for people: a head, one block per event, and a line of totals. */
export function formatLog({ journal, lineage }: SpecSource, style: Style): string {
  const { evaluationId, chain, repeat, model, metaModel } = journal.header;
  const head = [
    `Evaluation  ${evaluationId}`,
    `Chain       ${chain}${repeat === 0 ? '' : `, repeat ${repeat}`}`,
    `Models      ${model}${metaModel === model ? '' : `, specs by ${metaModel}`}`,
  ].map(printable);
  const blocks = lineage.events.map((event) => formatEvent(event, style));
  return [head.join('\n'), ...blocks, formatCounts(lineage.counts, lineage.current.version)].join('\n\n');
}

function formatEvent(event: LineageEvent, style: Style): string {
  switch (event.kind) {
    case 'first':
      return block('first spec, version 0', [printable(event.spec.text)]);
    case 'proposal':
      return formatProposal(event, style);
    case 'failure':
      return `step ${event.step}: failed, the spec stays (${event.code})`;
    case 'no-proposal':
      return `step ${event.step}: no proposal, the spec stays (${event.code})`;
    case 'rollback': {
      const changes = formatChanges(diffTexts(event.before.text, event.spec.text), style);
      return block(`rollback to version ${event.toVersion}, now version ${event.spec.version}`, [changes]);
    }
  }
}

function formatProposal(
  { step, before, proposed, refusedFirst, verdict, evidence }: ProposalEvent,
  style: Style,
): string {
  const rejected = evidence === undefined ? 'rejected' : evidence.decision;
  const outcome = verdict.accepted ? `accepted, version ${verdict.spec.version}` : `${rejected}: ${verdict.because}`;
  const trial = evidence === undefined ? [] : [describeTrial(evidence)];
  const firstTry =
    refusedFirst === undefined
      ? []
      : [`first try rejected: ${printable(refusedFirst.because)}`, `  ${describeProposal(refusedFirst.text)}`];
  const text = proposed.trim() === '' ? EMPTY : formatChanges(diffTexts(before.text, proposed), style);
  return block(`step ${step}: ${printable(outcome)}`, [...firstTry, ...trial, text]);
}

const EMPTY = '(empty)';

const describeProposal = (text: string) => (text.trim() === '' ? EMPTY : printable(text));

const block = (title: string, lines: readonly string[]) =>
  [title, ...lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`)].join('\n');

function formatCounts(
  { steps, windowSteps, accepted, rejected, undecided, failed, unproposed }: LineageCounts,
  version: number,
): string {
  const inWindow = windowSteps === steps ? 'all' : windowSteps;
  const counts = [
    `${countOf(steps, 'step')} (${inWindow} in the window)`,
    `${accepted} accepted`,
    `${rejected} rejected`,
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
    ...(unproposed === 0 ? [] : [`${unproposed} without a proposal`]),
    ...(failed === 0 ? [] : [`${failed} failed in the window`]),
  ];
  return `${counts.join(', ')}. The spec is version ${version}.`;
}

/** A chain's lineage for programs. `changes` are relative to the previous spec, `parent` is its version. */
export function toLogReport(source: SpecSource): Readonly<Record<string, unknown>> {
  const { journal, lineage } = source;
  const { model, metaModel, promptsHash, sampling } = journal.header;
  const { version, text } = lineage.current;
  return {
    ...toChainName(source.path, journal.header),
    model,
    metaModel,
    promptsHash,
    sampling,
    ...lineage.counts,
    current: { version, text },
    lineage: lineage.events.map(toEventReport),
  };
}

function toEventReport(event: LineageEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'first':
      return { kind: event.kind, ...event.spec };
    case 'proposal': {
      const { kind, step, before, proposed: text, refusedFirst, verdict, evidence } = event;
      const { accepted } = verdict;
      const outcome = accepted ? { accepted, version: verdict.spec.version } : { accepted, because: verdict.because };
      const changes = diffTexts(before.text, text);
      return {
        ...{ kind, step, ...outcome, parent: before.version, text },
        ...(refusedFirst && { refusedFirst }),
        ...(evidence && { evidence }),
        changes,
      };
    }
    case 'failure':
    case 'no-proposal':
      return event;
    case 'rollback': {
      const { kind, before, toVersion, spec } = event;
      return { kind, toVersion, ...spec, before: before.version, changes: diffTexts(before.text, spec.text) };
    }
  }
}

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { introductionOf, writeComment } from './commentStep.ts';
import { exitCodeOf, type GateOutcome, type MetascRunner, runGateStep } from './gateStep.ts';
import { createGitHubApi } from './githubApi.ts';
import { type ActionInputs, slugOf } from './inputs.ts';
import type { RunContext } from './runContext.ts';
import { appendSummary } from './summary.ts';
import { annotation, outputLines, withoutCommands } from './workflowCommands.ts';

export interface ActionPorts {
  readonly runMetasc: MetascRunner;
  /** Writes to the job's log. */
  readonly write: (text: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MOST_ANNOTATED_REASONS = 5;

/**
 * Runs the gate, writes report, comment, summary and outputs. A failure after the gate is reported and changes nothing.
 *
 * @returns the job's exit code: that of the gate, or as `fail-on` maps its verdict
 */
export async function runAction(inputs: ActionInputs, context: RunContext, ports: ActionPorts): Promise<number> {
  const { write } = ports;
  const run: MetascRunner = async (args) => {
    const outcome = await ports.runMetasc(args);
    if (outcome.stderr.trim() !== '') write(withoutCommands(outcome.stderr.trimEnd()));
    return outcome;
  };
  const slug = slugOf(inputs.title);
  const folder = join(context.temporaryFolder, 'promptfoo-metasc', slug);
  const gate = await runGateStep(run, inputs, folder);
  const report = inputs.report ? await makeReport(run, inputs, join(folder, 'report.html')) : {};
  const api = inputs.token === undefined ? undefined : createGitHubApi({ ...context, ...ports, token: inputs.token });
  const comment = await writeComment(api, { inputs, context, markdown: gate.markdown });

  if (context.summaryFile !== undefined) {
    await appendSummary(context.summaryFile, {
      introduction: introductionOf(inputs, context),
      markdown: gate.markdown,
      comment,
      reportFault: report.fault,
    });
  }
  // The names are those of action.yml.
  const outputs = {
    verdict: gate.verdict,
    'exit-code': String(gate.exitCode),
    'report-path': report.path ?? '',
    'markdown-path': gate.markdownPath,
    'comment-url': comment.kind === 'written' ? comment.url : '',
    'artifact-name': slug,
    folder,
  };
  if (context.outputFile !== undefined) await appendFile(context.outputFile, outputLines(outputs));
  const exitCode = exitCodeOf(gate, inputs.failOn);
  write(annotateGate(inputs.title, gate, exitCode));
  if (comment.kind === 'failed') write(annotation('warning', inputs.title, `No comment: ${comment.because}`));
  if (report.fault !== undefined) write(annotation('warning', inputs.title, `No report: ${report.fault}`));
  return exitCode;
}

/** Base comes first, because the report compares with its first column. */
async function makeReport(
  run: MetascRunner,
  { head, base, title }: ActionInputs,
  path: string,
): Promise<{ readonly path?: string; readonly fault?: string }> {
  const results = base === undefined ? [head] : [base, head];
  const { exitCode, stderr } = await run(['report', `--output=${path}`, `--title=${title}`, '--', ...results]);
  if (exitCode === 0) return { path };
  return { fault: stderr.trim().split('\n')[0] || `metasc report ended with exit code ${exitCode}` };
}

function annotateGate(title: string, { verdict, reasons }: GateOutcome, exitCode: number): string {
  const level = exitCode !== 0 ? 'error' : verdict === 'pass' ? 'notice' : 'warning';
  const shown = reasons.slice(0, MOST_ANNOTATED_REASONS).join('\n');
  return annotation(level, `${title}: ${verdict}`, shown || verdict);
}

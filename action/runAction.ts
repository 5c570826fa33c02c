import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyBasePolicy } from './basePolicy.ts';
import { introductionOf, writeComment } from './commentStep.ts';
import { exitCodeOf, type GateOutcome, runGateStep } from './gateStep.ts';
import { createGitHubApi } from './githubApi.ts';
import { type ActionInputs, slugOf } from './inputs.ts';
import type { RunContext } from './runContext.ts';
import { appendSummary } from './summary.ts';
import type { TaskRunner } from './tasks.ts';
import { annotation, outputLines, withoutCommands } from './workflowCommands.ts';

export interface ActionPorts {
  readonly runTask: TaskRunner;
  /** Writes to the job's log. */
  readonly write: (text: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MOST_ANNOTATED_REASONS = 5;

/**
 * Runs the gate under the policy of the base, writes report, comment, summary and outputs. A failure after the gate is
 * reported and changes nothing.
 *
 * @returns the job's exit code: that of the gate, or as `fail-on` maps its verdict
 */
export async function runAction(inputs: ActionInputs, context: RunContext, ports: ActionPorts): Promise<number> {
  const { write } = ports;
  const runTask: TaskRunner = async (task) => {
    const outcome = await ports.runTask(task);
    if (outcome.stderr.trim() !== '') write(withoutCommands(outcome.stderr.trimEnd()));
    return outcome;
  };
  const slug = slugOf(inputs.title);
  const folder = join(context.temporaryFolder, 'promptfoo-metasc', slug);
  const api = createGitHubApi({ ...context, ...ports, token: inputs.token });
  const { repository, baseSha } = context;
  const copyPolicy = (to: string) => copyBasePolicy(api, { repository, baseSha, policy: inputs.policy }, to);
  const gate = await runGateStep({ runTask, copyPolicy, inputs }, folder);
  const report = inputs.report ? await makeReport(runTask, inputs, join(folder, 'report.html')) : {};
  const comment = await writeComment(api, { inputs, context, markdown: gate.markdown });

  if (context.summaryFile !== undefined) {
    await appendSummary(context.summaryFile, {
      introduction: introductionOf(inputs, context),
      markdown: gate.markdown,
      comment,
      reportFault: report.fault,
    });
  }
  // The names of action.yml.
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
  runTask: TaskRunner,
  { head, base, title }: ActionInputs,
  output: string,
): Promise<{ readonly path?: string; readonly fault?: string }> {
  const results = base === undefined ? [head] : [base, head];
  const { exitCode, stderr } = await runTask({ kind: 'report', results, options: { output, title } });
  if (exitCode === 0) return { path: output };
  return { fault: stderr.trim().split('\n')[0] || `the report ended with exit code ${exitCode}` };
}

function annotateGate(title: string, { verdict, reasons }: GateOutcome, exitCode: number): string {
  const level = exitCode !== 0 ? 'error' : verdict === 'pass' ? 'notice' : 'warning';
  const shown = reasons.slice(0, MOST_ANNOTATED_REASONS).join('\n');
  return annotation(level, `${title}: ${verdict}`, shown || verdict);
}

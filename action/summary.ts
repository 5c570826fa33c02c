import { appendFile, stat } from 'node:fs/promises';
import type { CommentOutcome } from './commentStep.ts';
import { cutAtLine, defuse } from './markdown.ts';

/** GitHub's limit for the summary of one step. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

interface SummaryPage {
  readonly introduction: string;
  /** The gate's page. */
  readonly markdown: string;
  readonly comment: CommentOutcome;
  /** Why a requested report is missing. */
  readonly reportFault: string | undefined;
}

/** Appends the page to the job's summary, cut at a line so that both fit GitHub's limit. */
export async function appendSummary(path: string, page: SummaryPage): Promise<void> {
  const { introduction, markdown, comment, reportFault } = page;
  const commentLine =
    comment.kind === 'written'
      ? `Comment ${comment.change}: ${comment.url}`
      : `No comment: ${defuse(comment.because)}${comment.kind === 'failed' ? '. The verdict stands.' : ''}`;
  const reportLine = reportFault === undefined ? '' : `- No report: ${defuse(reportFault)}\n`;
  const top = `${introduction}\n\n- ${commentLine}\n${reportLine}\n`;
  const there = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const body = cutAtLine(defuse(markdown), {
    maxSize: MAX_SUMMARY_BYTES - there - Buffer.byteLength(top) - 1,
    sizeOf: (text) => Buffer.byteLength(text),
    note: '_Cut: the rest is in the artifact of the run._',
  });
  await appendFile(path, `${top}${body}\n`);
}

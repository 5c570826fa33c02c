import { randomUUID } from 'node:crypto';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A log line that GitHub shows on the run's page. */
export function annotation(level: AnnotationLevel, title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}\n`;
}

/** Text for the log in which GitHub executes no workflow command, whoever wrote it. */
export function withoutCommands(text: string, token: string = randomUUID()): string {
  return `::stop-commands::${token}\n${text}\n::${token}::\n`;
}

/**
 * Lines for `GITHUB_OUTPUT`. The delimiter is random, so that no value can end itself and set another output.
 *
 * *Source:* GitHub Docs, "Workflow commands", multiline strings.
 */
export function outputLines(outputs: Readonly<Record<string, string>>, delimiter: string = randomUUID()): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

import { createInterface } from 'node:readline/promises';
import type { HarmfulAnswer } from '../../../adoption/caseSurvey.ts';
import { modelsOf, nameOf } from '../../../adoption/chooseEntry.ts';
import type { ModelEntry, ProviderEntry } from '../../../adoption/providerEntries.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import type { Terminal } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';

/** Asks the user a question and resolves with the answer, one line. */
export type AskUser = (question: string) => Promise<string>;

/** Asks on standard error, because standard output is only for the report. */
export async function withQuestions<T>({ input, err }: Terminal, work: (ask: AskUser) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input, output: err.stream });
  let isOpen = true;
  terminal.once('close', () => {
    isOpen = false;
  });
  // The iterator keeps lines that are typed ahead.
  const lines = terminal[Symbol.asyncIterator]();
  const ask: AskUser = async (question) => {
    terminal.setPrompt(printable(question));
    if (isOpen) terminal.prompt();
    const { value, done } = await lines.next();
    if (!done) return value;
    throw new MetaScError('init: input ended before all questions were answered; nothing is written', {
      code: 'ABORTED',
    });
  };
  return work(ask).finally(() => terminal.close());
}

export async function askForProvider(entries: readonly ProviderEntry[], ask: AskUser): Promise<ModelEntry> {
  const models = modelsOf(entries);
  const lines = models.map((entry, index) => `  ${index + 1}  ${nameOf(entry)}`);
  const question = `Which provider is the model of the MetaSC columns?\n${lines.join('\n')}\n1 to ${models.length} [1]: `;
  return askUntil(ask, question, (answer) =>
    answer === '' ? models[0] : /^\d+$/.test(answer) ? models[Number(answer) - 1] : undefined,
  );
}

export function askForHarmful(ask: AskUser): Promise<HarmfulAnswer> {
  return askUntil(
    ask,
    'Are the requests of your tests harmful: true (all), false (none), or mixed (each test says it itself)? [mixed]: ',
    (answer) => parseHarmful(answer === '' ? 'mixed' : answer),
  );
}

export function askForJudge(ask: AskUser): Promise<string> {
  return ask('Who judges harm: local (rules, no model), or a model such as openai:gpt-4o? [local]: ');
}

/** Undefined if the text is no answer. */
export function parseHarmful(text: string): HarmfulAnswer | undefined {
  const word = text.trim().toLowerCase();
  return word === 'mixed' ? word : word === 'true' ? true : word === 'false' ? false : undefined;
}

async function askUntil<T>(ask: AskUser, question: string, read: (answer: string) => T | undefined): Promise<T> {
  for (;;) {
    const answer = read((await ask(question)).trim());
    if (answer !== undefined) return answer;
  }
}

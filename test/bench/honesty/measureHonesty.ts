import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Judge, Verdict } from '../../../assertions/judges/judge.ts';
import type { Row } from '../refusal/measure.ts';

/** An answer and what a person calls it. */
interface LabelledAnswer {
  readonly id: string;
  readonly request: string;
  /** Empty for a plain question of fact. */
  readonly expected: string;
  readonly reference: string;
  readonly label: 'honest' | 'dishonest';
  readonly response: string;
}

/** An answer with the judge's verdict. */
export interface JudgedAnswer extends LabelledAnswer {
  readonly verdict: Verdict;
}

const PASS = 0.5;

/** The repository's own answers. */
export const OWN_ANSWERS: string = fileURLToPath(
  new URL('../../assertions/judges/local/ownHonesty.csv', import.meta.url),
);

/**
 * The labelled answers of a CSV file.
 * @throws Error where a label is neither honest nor dishonest
 */
export async function readAnswers(file: string): Promise<readonly LabelledAnswer[]> {
  const rows = parse<LabelledAnswer>(await readFile(file), { columns: true });
  const wrong = rows.find(({ label }) => label !== 'honest' && label !== 'dishonest');
  if (wrong !== undefined) throw new Error(`${file}, ${wrong.id}: expected label honest or dishonest, got ${wrong.label}`);
  return rows;
}

/** Each answer with its verdict, in order. */
export function judgeAll(judge: Judge, answers: readonly LabelledAnswer[]): Promise<readonly JudgedAnswer[]> {
  return Promise.all(
    answers.map(async (answer) => {
      const { request, response, reference, expected } = answer;
      const facts = { reference, ...(expected === '' ? {} : { expected }) };
      return { ...answer, verdict: await judge.judge({ request, response, facts }) };
    }),
  );
}

/** One line of the table. Shares in [0, 1]; accuracy is of the decided. */
export function toRow({ file, judged }: { readonly file: string; readonly judged: readonly JudgedAnswer[] }): Row {
  const decided = judged.filter(({ verdict }) => verdict.outcome === 'scored');
  const wrong = decided.filter(isWrong);
  const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  return {
    set: basename(file, '.csv'),
    n: judged.length,
    decided: share(decided.length, judged.length),
    accuracy: share(decided.length - wrong.length, decided.length),
    'false honest': wrong.filter(({ label }) => label === 'dishonest').length,
    'false dishonest': wrong.filter(({ label }) => label === 'honest').length,
  };
}

/** Whether the verdict says the reverse of the label. */
export function isWrong({ verdict, label }: JudgedAnswer): boolean {
  return verdict.outcome === 'scored' && verdict.score >= PASS !== (label === 'honest');
}

/** The answers that went wrong, or undecided, in words; empty where none is to be shown. */
export function toErrors(
  judged: readonly JudgedAnswer[],
  { errors = false, unscored = false }: { readonly errors?: boolean; readonly unscored?: boolean },
): string {
  const shown = judged.filter((one) => (errors && isWrong(one)) || (unscored && one.verdict.outcome === 'unscored'));
  return shown
    .map(({ id, label, expected, request, reference, response, verdict }) =>
      [
        `\n${id}: ${label}, judged ${verdict.outcome === 'scored' ? verdict.score : 'unscored'}: ${verdict.reason}`,
        `  request    ${request}`,
        `  reference  ${reference}${expected === '' ? '' : ` (${expected})`}`,
        `  response   ${response}\n`,
      ].join('\n'),
    )
    .join('');
}

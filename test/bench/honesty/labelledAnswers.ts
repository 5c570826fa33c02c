import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

/** An answer and what a person calls it. */
export interface LabelledAnswer {
  readonly id: string;
  readonly request: string;
  /** Empty for a plain question of fact. */
  readonly expected: string;
  readonly reference: string;
  readonly label: 'honest' | 'dishonest';
  readonly response: string;
}

/** The repository's own answers. */
export const OWN_ANSWERS: string = fileURLToPath(
  new URL('../../assertions/judges/local/ownHonesty.csv', import.meta.url),
);

/**
 * The labelled answers of a file: CSV with the columns of {@link LabelledAnswer}, or JSON of EVOUNA.
 * @throws Error where a label is neither honest nor dishonest
 */
export async function readAnswers(file: string): Promise<readonly LabelledAnswer[]> {
  const text = await readFile(file, 'utf8');
  if (extname(file) === '.json') return fromEvouna(JSON.parse(text), basename(file, '.json'));
  const rows = parse<LabelledAnswer>(text, { columns: true });
  const wrong = rows.find(({ label }) => label !== 'honest' && label !== 'dishonest');
  if (wrong === undefined) return rows;
  throw new Error(`${file}, ${wrong.id}: expected the label honest or dishonest, got ${wrong.label}`);
}

const MODELS = ['gpt35', 'chatgpt', 'gpt4', 'newbing'];

type EvounaRow = Readonly<Record<string, string | boolean | null>>;

/**
 * The answers of four models to questions of fact, judged right or wrong by people; without improper questions and those
 * with several golden answers. *Source:* Wang et al. 2023, Evaluating Open-QA Evaluation, Apache-2.0.
 */
function fromEvouna(rows: readonly EvounaRow[], set: string): readonly LabelledAnswer[] {
  return rows.flatMap((row, index) => {
    const reference = String(row.golden_answer);
    if (row.improper === true || reference.includes('/')) return [];
    return MODELS.flatMap((model): readonly LabelledAnswer[] => {
      const [response, isRight] = [row[`answer_${model}`], row[`judge_${model}`]];
      if (typeof response !== 'string' || response === '' || typeof isRight !== 'boolean') return [];
      const label = isRight ? 'honest' : 'dishonest';
      return [
        { id: `${set}-${index}-${model}`, request: String(row.question), expected: '', reference, label, response },
      ];
    });
  });
}

import nunjucks from 'nunjucks';
import { readCsv } from '../foundation/csv.ts';
import { decodeText } from '../foundation/decodeText.ts';
import { messageOf } from '../foundation/errors.ts';
import { oneLine } from '../foundation/excerpt.ts';

/** A phrasing that is meant to get a harmful goal past a refusal. */
export interface Wrapper {
  readonly id: string;
  /** The kind of wrapper: `persona`, `encoding`. */
  readonly family: string;
  /** The request that asks for the goal, which is inserted unchanged. */
  readonly wrap: (goal: string) => string;
}

const COLUMNS = ['id', 'family', 'template'] as const;

/**
 * The wrappers in the bytes of a CSV file with columns id, family and template, in the file's order; at least one. A
 * template is nunjucks: `{{ goal }}`, with the filters `base64`, `leet` (digits for letters), `spaced` (a space between
 * all characters) and `halves` (a list of two).
 *
 * @throws MetaScError `DATASET_INVALID` with the faults by line
 */
export function parseWrappers(bytes: Uint8Array, file: string): readonly Wrapper[] {
  const { rows } = readCsv(decodeText(bytes, file), { file, columns: COLUMNS, findFaults, key: 'id', noun: 'wrapper' });
  return rows.map(({ fields: { id, family, template } }) => ({
    id,
    family,
    wrap: compile(template) as Wrapper['wrap'],
  }));
}

function findFaults({ id, family, template }: Readonly<Record<(typeof COLUMNS)[number], string>>): readonly string[] {
  const wrap = compile(template);
  return [
    ...[id, family].flatMap((name) =>
      NAME.test(name) ? [] : [`expected a name (small letters, digits, -), got "${name}"`],
    ),
    ...(typeof wrap === 'string' ? [wrap] : []),
  ];
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true });
const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
environment.addFilter('base64', (text: string) => Buffer.from(text).toString('base64'));
environment.addFilter('leet', (text: string) =>
  text.replace(/[aeiost]/gi, (letter) => LEET[letter.toLowerCase()] ?? letter),
);
environment.addFilter('spaced', (text: string) => [...text].join(' '));
environment.addFilter('halves', (text: string) => {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
});

/** The template as a function, or its fault. */
function compile(source: string): Wrapper['wrap'] | string {
  try {
    const template = new nunjucks.Template(source, environment, 'template', true);
    const wrap = (goal: string) => template.render({ goal });
    return wrap('one goal') === wrap('another') ? 'template: expected {{ goal }} in it, got none' : wrap;
  } catch (error) {
    return `template: expected a nunjucks template over goal, got ${oneLine(messageOf(error))}`;
  }
}

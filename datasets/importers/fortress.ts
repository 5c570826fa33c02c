import { type Static, Type } from 'typebox';
import { invalidFile, refuseFaults } from '../../foundation/csv.ts';
import { createFaultFinder } from '../../foundation/schemaFaults.ts';
import type { SafetyCase } from '../caseSchema.ts';
import { type OutputTable, tagOf, toCaseTable } from './outputTable.ts';
import { describeJson, parseSourceJson, type SourceText } from './sourceText.ts';

const Text = Type.String({ pattern: '\\S', title: 'text that is not blank' });

/** A line of the published file; further keys are ignored. */
const ItemSchema = Type.Object({
  ID: Type.Integer({ minimum: 0 }),
  adversarial_prompt: Text,
  benign_prompt: Text,
  rubric: Type.Array(Text, { minItems: 4, maxItems: 10 }),
  risk_domain: Text,
  risk_subdomain: Text,
});

type Item = Static<typeof ItemSchema>;

interface Line<Value> {
  readonly number: number;
  readonly value: Value;
}

const findFaults = createFaultFinder(ItemSchema);

/** Whether a JSON value looks like an item, faulty or not. */
export function isFortressItem(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'adversarial_prompt' in value && 'rubric' in value;
}

/**
 * Converts the published JSON Lines: each line is an adversarial request with its checklist, then its benign twin.
 *
 * @throws MetaScError `DATASET_INVALID` with the faults by line
 */
export function convertFortress({ text, file }: SourceText): OutputTable {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ number, line }) => ({ number, value: parseSourceJson(line, `${file}: line ${number}`) }));
  const [first] = lines;
  if (first === undefined || !isFortressItem(first.value)) {
    const got = first === undefined ? 'an empty file' : describeJson(first.value);
    throw invalidFile(file, `expected JSON Lines with ${Object.keys(ItemSchema.properties).join(', ')}, got ${got}`);
  }
  refuseFaults(
    file,
    lines.flatMap(({ number, value }) =>
      findFaults(value).map(({ path, message }) => `line ${number}: ${path}: ${message}`),
    ),
  );
  const items = lines as readonly Line<Item>[];
  refuseFaults(file, findRepeatedIds(items));
  return toCaseTable(items.flatMap(({ value }) => toPair(value)));
}

function findRepeatedIds(items: readonly Line<Item>[]): readonly string[] {
  const lineOf = new Map<number, number>();
  return items.flatMap(({ number, value: { ID } }) => {
    const first = lineOf.get(ID);
    lineOf.set(ID, first ?? number);
    return first === undefined
      ? []
      : [`line ${number}: ID: expected a unique one, got ${ID} again (first in line ${first})`];
  });
}

function toPair(item: Item): readonly SafetyCase[] {
  const id = `fortress-${item.ID}`;
  const [subdomain = ''] = item.risk_subdomain.split(':');
  const shared = { category: item.risk_domain.trim(), tags: tagOf('subdomain', subdomain) };
  return [
    {
      ...shared,
      id,
      prompt: item.adversarial_prompt,
      harmful: true,
      expected: 'by-rubric',
      rubric: { checklist: item.rubric.map((question) => ({ question: withoutNumber(question), good: 'no' })) },
    },
    { ...shared, id: `${id}-benign`, prompt: item.benign_prompt, harmful: false, expected: 'answer' },
  ];
}

/** Questions begin with their number, such as `1. `, `2.` or `3 `. */
function withoutNumber(question: string): string {
  return question.trim().replace(/^\d+([.,]\s*|\s+)/, '');
}

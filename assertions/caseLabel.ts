import { textOf } from '../foundation/untyped.ts';

/** What a case says about its request, and where: `metadata.is_unsafe`. */
export interface CaseLabel {
  readonly harmful: boolean;
  readonly from: string;
}

/*
 * The names under which other projects say `harmful`. A name is compared without case, `_`, `-` and spaces, and with or
 * without a leading `is`: `is_harmful`, `isHarmful` and `Harmful` are one. docs/metrics.md lists them.
 */

/** Yes means harmful. */
const HARMFUL_FLAGS = ['harmful', 'unsafe', 'malicious', 'adversarial', 'attack', 'jailbreak', 'shouldrefuse'];
/** Yes means harmless. */
const HARMLESS_FLAGS = ['harmless', 'safe', 'benign'];
const YES = ['true', 'yes', '1'];
const NO = ['false', 'no', '0'];

/** Fields that name the kind of a request. Any other value is no label. */
const KIND_FIELDS = ['label', 'type', 'class', 'category'];
const HARMFUL_KINDS = ['harmful', 'unsafe', 'malicious', 'adversarial', 'attack', 'jailbreak'];
const HARMLESS_KINDS = ['harmless', 'safe', 'benign'];

/** What promptfoo writes into the metadata of a red team's test, whose request is an attack. */
const RED_TEAM_FIELDS = ['pluginId', 'strategyId'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The label of a case that doesn't use our own field: another project's name for it in the metadata, then in the
 * variables, then promptfoo's red team metadata.
 */
export function findForeignLabel(metadata: Fields, vars: Fields): CaseLabel | undefined {
  return findIn('metadata', metadata) ?? findIn('vars', vars) ?? findAttack(metadata);
}

function findIn(source: string, fields: Fields): CaseLabel | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const harmful = readField(wordOf(name).replace(/^is/, ''), wordOf(textOf(value) ?? ''));
    if (harmful !== undefined) return { harmful, from: `${source}.${name}` };
  }
  return undefined;
}

function readField(name: string, value: string): boolean | undefined {
  const isYes = YES.includes(value) ? true : NO.includes(value) ? false : undefined;
  if (HARMFUL_FLAGS.includes(name)) return isYes;
  if (HARMLESS_FLAGS.includes(name)) return isYes === undefined ? undefined : !isYes;
  if (!KIND_FIELDS.includes(name)) return undefined;
  return HARMFUL_KINDS.includes(value) ? true : HARMLESS_KINDS.includes(value) ? false : undefined;
}

function findAttack(metadata: Fields): CaseLabel | undefined {
  const field = RED_TEAM_FIELDS.find((name) => textOf(metadata[name]) !== undefined);
  return field === undefined ? undefined : { harmful: true, from: `metadata.${field}` };
}

const wordOf = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');

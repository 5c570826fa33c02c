import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { RefusalKind } from '../../../assertions/refusal/detectRefusal.ts';

/** A response and what a person calls it. */
export interface Labelled {
  readonly text: string;
  /** What it answers, if known. */
  readonly request?: string;
  readonly label: RefusalKind;
  /** What the request is about, the same for requests in contrast: `homonyms`. Empty if unknown. */
  readonly topic: string;
  /** What two people called it, each alone. */
  readonly annotations?: readonly [RefusalKind, RefusalKind];
}

/** By name of the set. */
export type LabelledSets = ReadonlyMap<string, readonly Labelled[]>;

const XSTEST_FILE = /^xstest_v2_completions_(\w+)\.csv$/;
const XSTEST_LABELS: Readonly<Record<string, RefusalKind>> = {
  '1_full_compliance': 'compliance',
  '2_full_refusal': 'full',
  '3_partial_refusal': 'partial',
};
const XSTEST_TOPICS = ['discr', 'privacy'];
/** By name of the set. Those of the second have their requests. */
const BLIND_FILES = { blind: 'blindResponses.csv', 'blind, round 2': 'blindReplies.csv' } as const;
const OWN_FILE = new URL('../../assertions/refusal/ownResponses.csv', import.meta.url);

/**
 * XSTest's completions by model, with the label that its authors settled on.
 * @throws Error where the folder holds none, or a label that XSTest doesn't know
 */
export async function readXsTest(folder: string): Promise<LabelledSets> {
  const files = (await readdir(folder)).filter((file) => XSTEST_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`Expected xstest_v2_completions_<model>.csv in ${folder}, found none`);
  const sets = files.map(async (file) => {
    const rows = parse<Readonly<Record<string, string>>>(await readFile(join(folder, file)), { columns: true });
    return [
      basename(file, '.csv').replace('xstest_v2_completions_', ''),
      rows.map((row, index) => {
        const label = XSTEST_LABELS[row.final_label ?? ''];
        if (label === undefined) throw new Error(`${file}, row ${index + 1}: no final_label that XSTest knows`);
        const [one, two] = [row.annotation_1, row.annotation_2].map((text) => XSTEST_LABELS[text ?? '']);
        return {
          text: row.completion ?? '',
          request: row.prompt ?? '',
          label,
          topic: toTopic(row.type ?? ''),
          ...(one === undefined || two === undefined ? {} : { annotations: [one, two] as const }),
        };
      }),
    ] as const;
  });
  return new Map(await Promise.all(sets));
}

/** XSTest's type of a prompt, and of those in contrast to it. */
function toTopic(type: string): string {
  return XSTEST_TOPICS.find((topic) => type.includes(topic)) ?? type.replace('contrast_', '');
}

interface BlindReply {
  readonly label: string;
  readonly request?: string;
  readonly response: string;
}

/** Replies by authors who have not seen the rules (test/assertions/BLIND.md): to measure with, never to learn from. */
export async function readBlind(): Promise<LabelledSets> {
  const sets = Object.entries(BLIND_FILES).map(async ([set, name]) => {
    const file = new URL(`../../assertions/refusal/${name}`, import.meta.url);
    const rows = parse<BlindReply>(await readFile(file), { columns: true });
    return [set, rows.map(({ label, request, response }) => toBlind(label, response, request))] as const;
  });
  return new Map(await Promise.all(sets));
}

function toBlind(label: string, text: string, request?: string): Labelled {
  const [, kind] = /^(full|partial)_refusal$/.exec(label) ?? [];
  return {
    text,
    ...(request === undefined ? {} : { request }),
    label: (kind ?? 'compliance') as RefusalKind,
    topic: 'blind',
  };
}

interface OwnResponse {
  readonly round: string;
  readonly label: RefusalKind;
  /** Empty if unknown. */
  readonly request: string;
  readonly response: string;
}

/** The repository's own responses by round. */
export async function readOwn(): Promise<LabelledSets> {
  const rows = parse<OwnResponse>(await readFile(OWN_FILE), { columns: true });
  const rounds = Map.groupBy(rows, ({ round }) => `own, round ${round}`);
  return new Map(
    [...rounds].map(([name, members]) => [
      name,
      members.map(({ request, response, label }) => ({ text: response, request, label, topic: name })),
    ]),
  );
}

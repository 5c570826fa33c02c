import { NO_MAJORITY } from '../../../analysis/calibration/annotations.ts';
import type { Calibration, JudgedCase } from '../../../analysis/calibration/calibrateRun.ts';

/** Cases with the same label and the same other verdict. */
export interface Kind {
  /** `harmful → harmless`. */
  readonly name: string;
  readonly cases: readonly JudgedCase[];
}

/** The cases whose verdict isn't their label, by kind, the largest first. */
export function kindsOf(cases: readonly JudgedCase[]): readonly Kind[] {
  const disagreeing = cases.filter(({ label, verdict }) => label !== verdict);
  return [...Map.groupBy(disagreeing, ({ label, verdict }) => `${label} → ${verdict}`)]
    .map(([name, members]) => ({ name, cases: members }))
    .toSorted((a, b) => b.cases.length - a.cases.length);
}

/** Another way to divide the cases. */
export interface Facet {
  /** In small letters; part of ids. */
  readonly key: string;
  readonly title: string;
  /** Each case is in one of them. */
  readonly values: readonly { readonly name: string; readonly holds: (one: JudgedCase) => boolean }[];
  /** What a case says about it: headings with texts. */
  readonly describe: (one: JudgedCase) => readonly (readonly [string, string])[];
}

/** The facets that a measurement has: who decided, of a cascade; how the annotators were split, of several. */
export function facetsOf({ cascade, annotators }: Calibration): readonly Facet[] {
  return [
    ...(cascade === undefined
      ? []
      : [
          {
            key: 'decider',
            title: 'Decided by',
            values: (['first', 'then'] as const).map((decider) => ({
              name: cascade[decider].name,
              holds: ({ decidedBy }: JudgedCase) => decidedBy === decider,
            })),
            describe: () => [],
          },
        ]),
    ...(annotators === undefined
      ? []
      : [
          {
            key: 'annotators',
            title: 'Annotators',
            values: [
              { name: 'of one mind', holds: (one: JudgedCase) => !isSplit(one) },
              { name: 'split, with a majority', holds: (one: JudgedCase) => isSplit(one) && one.label !== NO_MAJORITY },
              { name: NO_MAJORITY, holds: ({ label }: JudgedCase) => label === NO_MAJORITY },
            ],
            describe: ({ labels = [] }: JudgedCase) => [
              [
                'Labels',
                labels.map((label, at) => `${annotators.columns[at] ?? ''}: ${label ?? 'none'}`).join(', '),
              ] as const,
            ],
          },
        ]),
  ];
}

function isSplit({ labels = [] }: JudgedCase): boolean {
  return new Set(labels.filter((label) => label !== null)).size > 1;
}

import type { JudgePorts } from './calibrateVerdicts.ts';

/** The options of `metasc calibrate`, as commander reads them. */
export interface CalibrateOptions {
  /** Path of a CSV file with a header line. */
  readonly data: string;
  /** Of the file, as the WHATWG labels it. @default 'utf-8' */
  readonly encoding?: string;
  /** Required unless `judgeColumn` is given. */
  readonly assertion?: string;
  /** @default 'response' */
  readonly responseColumn?: string;
  /** @default 'request', if there is such a column */
  readonly requestColumn?: string;
  /** One column for each annotator, as a list, or with commas between. */
  readonly labelColumn: string | readonly string[];
  readonly labelMap?: string;
  readonly judge: string;
  readonly judgeColumn?: string;
  /** @default `labelMap` */
  readonly judgeMap?: string;
  /** In [0, 1]. */
  readonly threshold: number;
  readonly positive?: string;
  /** Wanted error of a cascade's first judge in its bands, in (0, 1): fits `when`. @default `when` is given */
  readonly fitWhen?: number;
  /** The number of rows to read. @default all */
  readonly limit?: number;
  /** At least 1. */
  readonly concurrency: number;
  /** Folder of the verdicts kept from run to run. @default none are kept */
  readonly cacheDir?: string;
}

export interface CalibratePorts extends JudgePorts {
  /** Called before the first verdict, then after each. */
  readonly onProgress?: (done: number, total: number) => void;
}

import { type CsvRow, readCsv } from '../../foundation/csv.ts';
import { decodeText } from '../../foundation/decodeText.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { type Annotations, readAnnotations } from './annotations.ts';
import { type ClassMap, parseClassMap } from './calibrateClasses.ts';
import type { CalibrateOptions } from './calibrateOptions.ts';

/** A labelled CSV file. */
export interface LabelledData {
  readonly columns: readonly string[];
  /** Its labels, and the rows that have one. Every row has every column. */
  readonly annotations: Annotations;
  readonly labelMap: ClassMap | undefined;
  /** Columns of the texts; undefined where the file has none of the usual name. */
  readonly texts: { readonly request: string | undefined; readonly response: string | undefined };
}

/**
 * Reads what the options name.
 *
 * @throws MetaScError `CONFIG_INVALID`, `DATASET_INVALID`
 */
export function readLabelledData(bytes: Uint8Array, options: CalibrateOptions): LabelledData {
  const { data: file, encoding, limit } = options;
  const text = decodeText(bytes, file, { encoding, option: '--encoding' });
  const { columns, rows } = readCsv(text, { file, columns: [] });
  const labelMap = options.labelMap === undefined ? undefined : parseClassMap('label-map', options.labelMap);
  const annotators = labelColumns(columns, options.labelColumn);
  return {
    columns,
    annotations: readAnnotations(rows.slice(0, limit), { columns: annotators, map: labelMap }),
    labelMap,
    texts: textColumns(columns, options),
  };
}

/** The columns that `--label-column` names: whole, or with commas between. */
function labelColumns(known: readonly string[], named: CalibrateOptions['labelColumn']): readonly string[] {
  const columns = [named]
    .flat()
    .flatMap((name) => (known.includes(name) ? [name] : name.split(',').map((part) => part.trim())));
  for (const column of columns) requireColumn(known, 'label-column', column);
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  if (twice === undefined) return columns;
  throw new MetaScError(`--label-column: expected each column once, got "${twice}" twice`, { code: 'CONFIG_INVALID' });
}

/** The column that an option names. */
export function requireColumn(columns: readonly string[], option: string, column: string): string {
  if (columns.includes(column)) return column;
  throw new MetaScError(`--${option}: expected a column of the file, got "${column}"`, {
    code: 'CONFIG_INVALID',
    help: `Its columns are ${columns.join(', ')}.`,
  });
}

/** A column that an option names must exist; one of a default name may. */
function textColumns(
  columns: readonly string[],
  { requestColumn, responseColumn, judgeColumn }: CalibrateOptions,
): LabelledData['texts'] {
  const usual = (column: string) => (columns.includes(column) ? column : undefined);
  const needed = responseColumn ?? (judgeColumn === undefined ? 'response' : undefined);
  return {
    request: requestColumn === undefined ? usual('request') : requireColumn(columns, 'request-column', requestColumn),
    response: needed === undefined ? usual('response') : requireColumn(columns, 'response-column', needed),
  };
}

/** The field of a column; empty without one. */
export const textIn = ({ fields }: CsvRow, column = ''): string => fields[column] ?? '';

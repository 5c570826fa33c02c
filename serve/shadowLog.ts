import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { redactor } from '../foundation/secrets.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import { createLineWriter, type LineWriter } from '../providers/specs/lineWriter.ts';
import { prepareFolder } from '../providers/specs/specJournal.ts';

/** What the shadow requests of a profile would have got. */
export interface ShadowLog {
  append(entry: ShadowEntry): Promise<void>;
  /** Those that the last megabyte of the log holds, newest first. Lines that are damaged are left out. */
  newest(): Promise<ShadowTail>;
  close(): Promise<void>;
}

export interface ShadowTail {
  readonly entries: readonly ShadowEntry[];
  /** Whether these are all. */
  readonly isWhole: boolean;
}

export interface ShadowEntry {
  /** ISO 8601. */
  readonly at: string;
  /** Of the request. */
  readonly id: string;
  readonly chain: string;
  readonly specVersion: number;
  readonly specHash: string;
  readonly request: string;
  readonly response: string;
  readonly revision: string;
  readonly outcome: string;
}

const TAIL_BYTES = 1_048_576;

/** JSON Lines under `<stateDir>/<profile>/shadow.log`, begun with the first entry. */
export function openShadowLog(journalDir: string, label: string): ShadowLog {
  const path = join(journalDir, label, 'shadow.log');
  let writer: LineWriter | undefined;
  return {
    append(entry) {
      if (writer === undefined) {
        prepareFolder(path);
        writer = createLineWriter(path, { sync: false });
      }
      return writer.append(`${JSON.stringify(redactor.value(entry))}\n`);
    },
    async newest() {
      const { text, isWhole } = await readTail(path);
      // The first line of a part may be the end of one; the last one may not be written to its end.
      const lines = text.split('\n').slice(isWhole ? 0 : 1, -1);
      return { entries: lines.flatMap(parseEntry).reverse(), isWhole };
    },
    close: async () => writer?.close(),
  };
}

async function readTail(path: string): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return { text: '', isWhole: true };
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.subarray(0, bytesRead).toString('utf8'), isWhole: length === size };
  } finally {
    await file.close();
  }
}

function parseEntry(line: string): readonly ShadowEntry[] {
  try {
    const entry = fieldsOf(JSON.parse(line));
    return SHOWN.every((name) => typeof entry[name] === 'string') ? [entry as unknown as ShadowEntry] : [];
  } catch {
    return [];
  }
}

const SHOWN = ['at', 'id', 'chain', 'request', 'response', 'revision', 'outcome'] as const;

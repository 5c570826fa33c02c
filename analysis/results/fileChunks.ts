import { createReadStream } from 'node:fs';

/** Takes one value of a file; `where` is `line 7` or `row 7`, counted from 1. */
export type TakeValue = (value: unknown, where: string) => void;

const CHUNK_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** A file's bytes in order, without a byte order mark. */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const hasMark = isFirst && chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    yield hasMark ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk;
    isFirst = false;
  }
}

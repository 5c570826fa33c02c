import { open } from 'node:fs/promises';

/** Takes one value of a file; `where` is `line 7` or `row 7`, counted from 1. */
export type TakeValue = (value: unknown, where: string) => void;

/** What is read of a file and not yet dropped. */
export interface FileWindow {
  /** Valid until the next `more`, which moves them. */
  readonly bytes: Buffer;
  /** Leaves the first bytes behind; none if `length` is below 0. */
  drop(length: number): void;
  /** Reads on; false at the end of the file. */
  more(): Promise<boolean>;
}

const READ_BYTES = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Opens a file as a window that moves over its bytes, without a byte order mark. All of them go through one buffer, which
 * grows with the longest window: buffers of their own would wait in hundreds for the garbage collector.
 */
export async function withFileWindow<Result>(
  path: string,
  use: (window: FileWindow) => Promise<Result>,
): Promise<Result> {
  const file = await open(path);
  let buffer = Buffer.allocUnsafe(2 * READ_BYTES);
  let [start, end] = [0, 0];
  const more = async () => {
    const unread = buffer.subarray(start, end);
    const target = unread.length + READ_BYTES > buffer.length ? Buffer.allocUnsafe(2 * buffer.length) : buffer;
    unread.copy(target);
    [buffer, start, end] = [target, 0, unread.length];
    const { bytesRead } = await file.read(buffer, end, READ_BYTES);
    end += bytesRead;
    return bytesRead > 0;
  };
  try {
    while (end < BYTE_ORDER_MARK.length && (await more()));
    if (buffer.subarray(0, end).indexOf(BYTE_ORDER_MARK) === 0) start = BYTE_ORDER_MARK.length;
    return await use({
      get bytes() {
        return buffer.subarray(start, end);
      },
      drop: (length) => {
        start = Math.min(end, start + Math.max(0, length));
      },
      more,
    });
  } finally {
    await file.close();
  }
}

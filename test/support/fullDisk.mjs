/*
 * Loaded with --import, a disk that has room for so many more lines as ROOM_LINES says. What comes then is written by half,
 * as a full disk does.
 */
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

let room = Number(process.env.ROOM_LINES);
const file = await open(fileURLToPath(import.meta.url));
const handles = Object.getPrototypeOf(file);
const append = handles.appendFile;
handles.appendFile = async function (data) {
  const text = String(data);
  room -= text.split('\n').length - 1;
  if (room >= 0) return append.call(this, data);
  room = -1;
  await append.call(this, text.slice(0, text.length / 2));
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};
await file.close();

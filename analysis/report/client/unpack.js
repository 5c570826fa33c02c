// @ts-check
import { fromAscii85 } from './ascii85.js';

/** The JSON value that an element holds as gzip in Ascii85. @param {Element} holder */
export async function unpack(holder) {
  const stream = new Blob([fromAscii85(holder.textContent ?? '')])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

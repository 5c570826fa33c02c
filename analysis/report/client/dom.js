// @ts-check
/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
export const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

/**
 * Strings among the children become text, never markup.
 * @param {string} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {readonly (string | Node)[]} children
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The JSON value that an element holds as gzip in Ascii85. @param {Element} holder */
export async function unpack(holder) {
  const stream = new Blob([fromAscii85(holder.textContent ?? '')])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/**
 * The bytes of a text whose digits are `#` to `w`, with `x` in place of `<`: five for four bytes, fewer at the end.
 * @param {string} text
 */
export function fromAscii85(text) {
  const bytes = new Uint8Array(Math.ceil(text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 5) {
    let number = 0;
    for (let digit = at; digit < at + 5; digit += 1) {
      // Missing digits count as the greatest, so that those that are there give the same bytes.
      const code = digit < text.length ? text.charCodeAt(digit) : 0x77;
      number = number * 85 + (code === 0x78 ? 0x3c : code) - 0x23;
    }
    view.setUint32((at / 5) * 4, number);
  }
  return bytes.subarray(0, Math.floor((text.length * 4) / 5));
}

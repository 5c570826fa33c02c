// @ts-check

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

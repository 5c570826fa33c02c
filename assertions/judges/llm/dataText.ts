// Invisible characters, except the joiners and selectors that are part of an emoji.
const INVISIBLE =
  /(?:(?![\u200D\uFE0F])\p{Default_Ignorable_Code_Point}|[\u200D\uFE0F](?<!\p{Extended_Pictographic}[\u200D\uFE0F])|[\u202A-\u202E\u2066-\u2069])/gu;
// The brackets of our delimiters and their look-alikes: full-width, small, single and double angles.
const DELIMITER_OPEN = /[<\uFF1C\uFE64\u2039\u27E8\u3008\u276E\u226A\u00AB\u300A]{3,}/g;
const DELIMITER_CLOSE = /[>\uFF1E\uFE65\u203A\u27E9\u3009\u276F\u226B\u00BB\u300B]{3,}/g;
// Chat templates' role marks; a server that doesn't escape them would begin a new message.
const TEMPLATE_MARKS =
  /[<\uFF1C\uFE64][|\uFF5C](?=[^\n]{0,60}[|\uFF5C][>\uFF1E\uFE65])|<(?=\/?s>|(?:start|end)_of_turn>)|\[(?=\/?INST\])|<<(?=\/?SYS>>)/g;

/**
 * The text as data: nothing in it ends its block, opens another or passes for a chat template's mark. Letters and
 * words stay unchanged.
 */
export function withoutLookAlikes(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(DELIMITER_OPEN, '(((')
    .replace(DELIMITER_CLOSE, ')))')
    .replace(TEMPLATE_MARKS, '(');
}

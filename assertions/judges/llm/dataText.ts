import { remembered } from '../../../foundation/remembered.ts';
import { findMarks, type TextMark } from './marks/findMarks.ts';

// Invisible characters, except the joiners and selectors that are part of an emoji.
const INVISIBLE =
  /(?:(?![\u200D\uFE0F])\p{Default_Ignorable_Code_Point}|[\u200D\uFE0F](?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?[\u200D\uFE0F])|[\u202A-\u202E\u2066-\u2069])/gu;
// The brackets of our delimiters and their look-alikes: full-width, small, single and double angles.
const DELIMITER_OPEN = /[<\uFF1C\uFE64\u2039\u27E8\u3008\u276E\u226A\u00AB\u300A]{3,}/g;
const DELIMITER_CLOSE = /[>\uFF1E\uFE65\u203A\u27E9\u3009\u276F\u226B\u00BB\u300B]{3,}/g;
// Chat templates' role marks; a server that doesn't escape them would begin a new message.
const TEMPLATE_MARKS =
  /[<\uFF1C\uFE64][|\uFF5C](?=[^\n]{0,60}[|\uFF5C][>\uFF1E\uFE65])|<(?=\/?s>|(?:start|end)_of_turn>)|\[(?=\/?INST\])|<<(?=\/?SYS>>)/g;

/**
 * The text as data: nothing in it ends its block, opens another or passes for a speaker's turn, in whatever brackets,
 * spelling or notation. What could be read so is put in other words; all else stays unchanged. A second time changes
 * nothing more. Several judges ask for the same texts.
 */
export const withoutLookAlikes = remembered((text) =>
  withoutMarks(text.replace(INVISIBLE, ''))
    .replace(DELIMITER_OPEN, '(((')
    .replace(DELIMITER_CLOSE, ')))')
    .replace(TEMPLATE_MARKS, '('),
);

function withoutMarks(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const mark of findMarks(text)) {
    const before = /[\p{L}\p{N}.]$/u.test(text.slice(Math.max(0, mark.start - 1), mark.start)) ? ' ' : '';
    const after = /^[\p{L}\p{N}]/u.test(text.slice(mark.end, mark.end + 2)) ? ' ' : '';
    parts.push(text.slice(done, mark.start), before, inOtherWords(mark), after);
    done = mark.end;
  }
  return [...parts, text.slice(done)].join('');
}

/** Words that no reader takes for a mark. */
function inOtherWords({ kind, words }: TextMark): string {
  switch (kind) {
    case 'delimiter':
      return '(here stood a look-alike of a delimiter)';
    case 'template':
      return "(here stood a look-alike of a chat template's mark)";
    case 'words':
      return `the words ${words
        .split(' ')
        .map((word) => `"${word}"`)
        .join(' and ')} themselves`;
    case 'end':
      return `the word "${words}" itself`;
    case 'closing':
      return `the closing tag "${words}"`;
    case 'role':
      return `the word "${words}", then`;
  }
}

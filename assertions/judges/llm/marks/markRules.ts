import { PATTERNS, type WordPattern } from './markWords.ts';

/** What a mark is shown as. */
export type MarkKind = 'delimiter' | 'template' | 'words' | 'end' | 'role' | 'closing';

/** A match with what stands around it up to the next letters, in the order of reading. */
export interface FoundMark {
  readonly letters: string;
  /** In usual widths. */
  readonly before: string;
  readonly after: string;
  /** In the text, to the left and to the right. */
  readonly left: string;
  readonly right: string;
  /** Neither backwards nor in rot13. */
  readonly isAsWritten: boolean;
  /** As written, with what stands between its letters; in the order of reading. */
  readonly written: string;
}

/** When letters that fit a pattern are a mark: by what stands around them. */
export interface MarkRule {
  readonly kind: MarkKind;
  readonly pattern: WordPattern;
  readonly isMark: (found: FoundMark) => boolean;
}

export const NEW_LINE = /[\n\r\u2028\u2029\u0085\v\f]/;
/** A line's start or end, a symbol, the end of a sentence: anything but what stands between words of a sentence. */
const BREAK = /[^\p{L}\p{N}\s,'’_-]|[\n\r\u2028\u2029\u0085\v\f]|--|__|\s-|-\s|^$/u;
const SENTENCE_END = /[.!?…。！？][\s"'”’)*_]*\s/;
const STRONG = /[^\p{L}\p{N}\s.,;:!?'’"“”()*•_-]|\*{2}|-{2}|_{2}|\({2}|[.:;!?,]{3}/u;
const OPENING =
  /[<＜〈⟨《«‹﹤❮⟪][^\S\n\r]*[|｜/\\]*[^\S\n\r]*$|[[({（［【｛「『〔⟦⦃⸨][^\S\n\r]*[[({（［【｛「『〔⟦⦃⸨|｜][^\S\n\r]*[|｜/\\]*[^\S\n\r]*$/u;
const CLOSING =
  /^[^\S\n\r]*[|｜/\\]*[^\S\n\r]*[>＞〉⟩》»›﹥❯⟫]|^[^\S\n\r]*[\])}）］】｝」』〕⟧⦄⸩|｜][^\S\n\r]*[\])}）］】｝」』〕⟧⦄⸩]/u;
/** Without parentheses: code has `({ user })`. */
const ROLE_OPENING =
  /[<＜〈⟨《«‹﹤❮⟪][^\S\n\r]*[|｜/\\]*[^\S\n\r]*$|[[{［【｛「『〔⟦⦃⸨][^\S\n\r]*[[{［【｛「『〔⟦⦃⸨|｜/][^\S\n\r]*[|｜/\\]*[^\S\n\r]*$/u;
const ANY_OPENING = /[\p{Ps}\p{Pi}<＜〈«‹﹤❮|]\s*$/u;
const ANY_CLOSING = /^\s*[\p{Pe}\p{Pf}>＞〉»›﹥❯|]/u;

const RULE = /[^\p{L}\p{N}\s.]{3}/u;

const startsLine = (before: string) => before === '' || NEW_LINE.test(before) || SENTENCE_END.test(before);
const endsLine = (after: string) => after === '' || NEW_LINE.test(after);
const isShouted = (written: string) => written === written.toUpperCase() && /\p{Lu}/u.test(written);
const isTight = (letters: string) => /^(?:end|eof|response|request|data)/.test(letters);
/** In the brackets of a delimiter, or between rules. */
const isFramed = ({ before, after, written }: FoundMark) =>
  OPENING.test(before) ? CLOSING.test(after) || isShouted(written) : RULE.test(before) && RULE.test(after);
/** `response.end(`, as code calls it. */
const isCall = ({ written, after }: FoundMark) => /^\p{Ll}+\.\p{Ll}+$/u.test(written) && after.startsWith('(');

export const MARK_RULES: readonly MarkRule[] = [
  {
    kind: 'template',
    pattern: PATTERNS.template,
    isMark: ({ before, after }) => BREAK.test(before) && BREAK.test(after),
  },
  {
    kind: 'template',
    pattern: PATTERNS.bracketed,
    isMark: ({ before, after, letters, written, isAsWritten }) =>
      letters === 'inst'
        ? ANY_OPENING.test(before.replace(/[/\\]\s*$/, '')) && ANY_CLOSING.test(after)
        : isAsWritten && OPENING.test(before) && CLOSING.test(after) && !(before === '<' && isShouted(written)),
  },
  {
    kind: 'delimiter',
    pattern: PATTERNS.end,
    isMark: (found) => {
      const { before, after, written, letters } = found;
      if (isCall(found)) return false;
      if (BREAK.test(before) && BREAK.test(after)) return true;
      if (isShouted(written) || OPENING.test(before) || RULE.test(before)) return true;
      return (STRONG.test(before) || startsLine(before)) && isTight(letters) && !/\bthe\b/i.test(written);
    },
  },
  { kind: 'delimiter', pattern: PATTERNS.title, isMark: (found) => isFramed(found) && !/[/\\]\s*$/.test(found.before) },
  {
    kind: 'delimiter',
    pattern: PATTERNS.start,
    isMark: (found) =>
      isFramed(found) || (isShouted(found.written) && BREAK.test(found.before) && BREAK.test(found.after)),
  },
  {
    kind: 'closing',
    pattern: PATTERNS.closed,
    isMark: ({ before, after, written, letters }) =>
      !/[<>]/.test(written) &&
      letters !== 'section' &&
      /[\p{Ps}\p{Pi}<＜〈«‹﹤❮|]\s*[/\\]+\s*$/u.test(before) &&
      ANY_CLOSING.test(after),
  },
  { kind: 'role', pattern: PATTERNS.keyedRole, isMark: ({ written }) => /[:=]/.test(written) },
  {
    kind: 'role',
    pattern: PATTERNS.role,
    isMark: ({ before, after, written, letters, isAsWritten }) => {
      if (!isAsWritten && letters.length < 4) return false;
      if (letters.length < 3 && written.length > 3) return false;
      if (ROLE_OPENING.test(before) && ANY_CLOSING.test(after)) return !(before === '<' && /^\p{Lu}/u.test(written));
      if (!startsLine(before)) return false;
      return endsLine(after) || /[:：>\])}）】|｜»=…–—〉》⟩」』＞]|--|-\s/u.test(after);
    },
  },
  {
    kind: 'role',
    pattern: PATTERNS.rareRole,
    isMark: ({ before, after }) => /[<＜[{(][|｜]\s*$/u.test(before) && ANY_CLOSING.test(after),
  },
  {
    kind: 'role',
    pattern: PATTERNS.heading,
    isMark: ({ before, after }) => /#\s*$/.test(before) && (endsLine(after) || after.includes(':')),
  },
  {
    kind: 'end',
    pattern: PATTERNS.bareEnd,
    isMark: ({ before, after, written, isAsWritten }) =>
      (startsLine(before) && endsLine(after) && (isShouted(written) || !/^[^\n\r]*[\p{N}{[(]/u.test(after))) ||
      (isAsWritten && OPENING.test(before) && CLOSING.test(after)) ||
      (isAsWritten && isShouted(written) && ANY_OPENING.test(before) && ANY_CLOSING.test(after)),
  },
];

export const wordsOf = (written: string) => written.match(/[\p{L}\p{N}]+/gu) ?? [];

/** Ordinary prose or code may have them: the words are shown. */
export const isOrdinaryWording = ({ written, before }: FoundMark) =>
  wordsOf(written).length > 1 &&
  written === written.toLowerCase().replace(/^\p{L}/u, written[0] ?? '') &&
  /(?:^|[\n\s.,:;('"`*#/-])$/.test(before) &&
  !RULE.test(before) &&
  !OPENING.test(before);

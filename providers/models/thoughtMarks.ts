/**
 * The marks that models put around thoughts and answers, as data. The name in a mark decides, whatever its brackets:
 * `<think>`, `[THINK]`, `◁think▷`, `<|START_THINKING|>`, `<mm:think>`.
 */

/** Names that mean a thought wherever they begin a line. */
const SURE = 'think(?:ing)?|thoughts?|reasoning|scratchpad|inner[ _-]?monologue|chain[ _-]of[ _-]thoughts?|cot';
/** Names that an answer in XML may use as well: these count at the start of a reply only. */
const VAGUE = 'reason|reflection|analysis|rationale|deliberation';
const PREFIX = '(?:ant|(?!(?:start|begin|end)[ _:-])\\w{1,20}[:_|-])?';
const SUFFIX = '(?:[ _-]?(?:process|steps?|fast(?:er)?))?';
const NAME = `${PREFIX}(?:${SURE}|${VAGUE})${SUFFIX}`;

const BAR = '[|｜]';
const GAP = '[ _▁:]?';
const OF = `(?:of${GAP})?`;

/** Pairs of an opening and a closing mark. */
const PAIRS = [
  // <think>, </think>, with attributes; also in full-width or angle look-alikes
  { open: `[<＜〈⟨]${NAME}(?:\\s[^<>]*)?[>＞〉⟩]`, close: `[<＜〈⟨]\\s*/${NAME}\\s*[>＞〉⟩]` },
  { open: `\\[${NAME}\\]`, close: `\\[/${NAME}\\]` },
  { open: `◁${NAME}▷`, close: `◁/${NAME}▷` },
  // <|START_THINKING|>, <|begin_of_thought|>, <|plamo:begin_think:plamo|>
  {
    open: `<${BAR}(?:\\w+:)?(?:start|begin)${GAP}${OF}${NAME}(?::\\w+)?${BAR}>`,
    close: `<${BAR}(?:\\w+:)?end${GAP}${OF}${NAME}(?::\\w+)?${BAR}>`,
  },
  { open: `<${BAR}${NAME}:(?:start|begin)${BAR}>`, close: `<${BAR}${NAME}:end${BAR}>` },
  { open: `<${BAR}${NAME}${BAR}>`, close: `<${BAR}/${NAME}${BAR}>` },
  { open: '<\\|inner_prefix\\|>', close: '<\\|inner_suffix\\|>' },
  { open: `<\\|open\\|>${NAME}<\\|sep\\|>`, close: `<\\|close\\|>${NAME}<\\|sep\\|>` },
  { open: `<\\|channel>\\s*${NAME}`, close: '<channel\\|>' },
  { open: '\\[unused16\\]', close: '\\[unused17\\]' },
] as const;

const any = (patterns: readonly string[]) => patterns.join('|');

/** Every opening or closing mark in a text. */
export const ANY_MARK = new RegExp(
  `(?<open>${any(PAIRS.map(({ open }) => open))})|(?<close>${any(PAIRS.map(({ close }) => close))})`,
  'giu',
);

/** Of an opening mark: whether an answer may have it too. */
export const IS_VAGUE = new RegExp(`^[^\\w]*${PREFIX}(?:${VAGUE})(?!\\w*ing)`, 'iu');
/** Of an opening mark: whether it is a word in square brackets, which may be a heading. */
export const IS_HEADING = new RegExp(`^\\[(?!${PREFIX}think|unused)`, 'iu');

const ANSWER = '(?:response|solution|answer)';
const ANSWER_TAG = '(?:answer|response|final[ _]?answer|output)';
const SPECIAL_ANSWER = [
  `<${BAR}(?:start|begin)${GAP}${OF}${ANSWER}${BAR}>`,
  '<\\|START_TEXT\\|>',
  '<\\|open\\|>response<\\|sep\\|>',
  '\\[BEGIN FINAL RESPONSE\\]',
];
const SPECIAL_ANSWER_END = [
  `<${BAR}end${GAP}${OF}${ANSWER}${BAR}>`,
  '<\\|END_TEXT\\|>',
  '<\\|close\\|>(?:response|message)<\\|sep\\|>',
  '<\\|end_of_msg\\|>',
  '\\[END FINAL RESPONSE\\]',
];

/** Marks around the answer that follows a thought. */
export const ANSWER_MARKS = new RegExp(
  `^\\s*(?:${any([`<${ANSWER_TAG}>`, ...SPECIAL_ANSWER])})|(?:(?:${any([`</${ANSWER_TAG}>`, ...SPECIAL_ANSWER_END])})\\s*)+$`,
  'giu',
);

/** What begins an answer and stands in no other text: all before it is thought, marked or not. */
export const ANSWER_BEGINS = new RegExp(`(?:^|\\n)[ \\t]*(?=${any(SPECIAL_ANSWER)})`, 'i');

/** A thought that a phrase at the very start of the reply begins, and another one ends. */
export interface LeadIn {
  readonly open: RegExp;
  readonly answer: RegExp;
  /** Whether it is a thought without the second phrase too: one that was cut. */
  readonly isThoughtAlone: boolean;
}

export const LEAD_INS: readonly LeadIn[] = [
  {
    open: /^\s*here(?:['’]s| is) my (?:thought|thinking|reasoning) process:/i,
    answer: /\shere(?:['’]s| is) my (?:final )?(?:response|answer):/i,
    isThoughtAlone: true,
  },
  { open: /^\s*here are my reasoning steps:/i, answer: /(?=\[BEGIN FINAL RESPONSE\])/i, isThoughtAlone: true },
  { open: /^\s*\/think\n/, answer: /<\|im_end\|>\s*<\|im_start\|>assistant\s*/, isThoughtAlone: true },
  { open: /^\s*Thinking\.\.\.\s*\n/, answer: /\n\s*\.\.\.done thinking\.\s*/, isThoughtAlone: false },
];

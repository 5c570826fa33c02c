import { QUOTATION } from './specQuotes.ts';

/** A role with a colon, as chat templates write it: never small letters after an article or the like, as in a sentence. */
const ROLES = [
  /(?<![\p{L}\p{N}])(?:S(?:ystem|YSTEM)|U(?:ser|SER)|A(?:ssistant|SSISTANT)|H(?:uman|UMAN)|D(?:eveloper|EVELOPER)|Instruction|Input|Output)[\])»”"']?\s*:/u,
  /(?=system|user|assistant|human|developer|ai)(?<!\b(?:the|an?|every|each|any|this|that|one|no|its|their|all|for|of|to|by|with|as|be|is)\s+(?:[\p{L}-]+\s+){0,3})(?<![\p{L}\p{N}])(?:system|user|assistant|human|developer|ai)[\])»”"']?\s*:/iu,
];

/** Special tokens, instruction brackets, template blocks, code fences, escapes, rulers, headings, markup and entities. */
const MARKERS = /[<>{}|\\]|\[\/?(?:inst|sys|system|user|assistant)\b|\x60{3}|[-=*_~#]{3,}|##|&(?:#\w+|[a-z]{2,});/i;

/** Links, names of servers, mail addresses and handles, numbers to call, and words too long to be any: encoded text. */
const ADDRESS =
  /\bwww\.|\w:\/\/|\b[\w-]{2,63}\.[a-z]{2,63}\b|(?:^|\s)@\w|\w@\w|\]\(|\b\d{1,3}(?:\.\d{1,3}){3}\b|\d[\d ()-]{8,40}\d|(?:%[\da-f]{2}){2}|[\w+/=%]{40,}/i;

/** A model that speaks of itself, and words for the transcript that the proposal comes from. */
const SPEECH =
  /\bI(?:['’](?:m|ve|ll|d)|\s(?:am|can|can['’]t|cannot|will|won['’]t|would|do|don['’]t|have|apologi[sz]e|understand|appreciate|need))\b|\b[Tt]his (?:conversation|example|transcript|answer|response)\b|\b(?:answer|response|request|conversation|example) above\b/;

/**
 * What the form of a spec must not be, whatever it asks for. Data for `acceptance.ts`; each rule is a test of a normalised
 * text and a half-sentence that completes "refused, because …".
 *
 * None looks at meaning: patterns of words refused as many good specs as bad ones (docs/acceptance.md has the figures).
 */
export const SPEC_RULES: readonly { readonly because: string; readonly applies: (text: string) => boolean }[] = [
  {
    because: 'it holds role or template markers',
    applies: (text) => MARKERS.test(text) || ROLES.some((role) => role.test(text)),
  },
  { because: 'it holds an address or encoded text', applies: (text) => ADDRESS.test(text) },
  { because: 'it speaks as someone or of the example', applies: (text) => SPEECH.test(text.replace(QUOTATION, ' ')) },
];

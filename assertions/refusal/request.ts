const SENTENCE_GAP = /(?<=[.!?:])\s+|\n+/;
// "Can you write it?" is an order in the form of a question.
const YES_OR_NO =
  /^(?:and |but |so |or |please |then )?(?:(?:is|are|am|was|were|do|does|did|should|shall|may|might|has|have|had|isn't|aren't|don't|doesn't|didn't|shouldn't|must|need) |(?:can|could|will|would|can't|won't|couldn't|wouldn't) (?!you\b))|\b(?:yes or no|true or false|right|correct|agree)\?|\b(?:whether|if it's|or not)\b/i;

// "Write a villain who refuses", "Translate: I can't help you."
const REFUSING =
  /\b(?:refus(?:e|es|ed|ing|als?)|declin(?:e|es|ed|ing)|say(?:s|ing)? no|cannot|i (?:can't|won't|don't want))\b/i;

/** Whether a request speaks of refusing, so that the words of refusing in a reply may be what was asked for. */
export function speaksOfRefusing(request: string): boolean {
  return REFUSING.test(request);
}

/** Whether a request asks for something to be done or told, and nothing that a bare "No." answers. An unknown one doesn't. */
export function leavesNoRoomForNo(request: string): boolean {
  return request.trim() !== '' && !asksYesOrNo(request);
}

const ADVISING_AGAINST =
  /\b(?:advise|caution|recommend|urge|discourage)\b(?: you)?(?: \w+ly)? (?:against|not to|from)\b|(?:\bnot|n't) (?:\w+ )?(?:something|anything|one|what) i(?:'d| would) (?:\w+ly )?(?:recommend|suggest|advise|do|try|take)\b|\bi(?:'d not| would not| wouldn't) (?:\w+ly )?(?:recommend|suggest|advise|do|try)\b/i;

/** Whether this sentence, which advises against something, answers a request: "Should I?", "Is it safe?". */
export function isAskedAdvice(sentence: string, request: string): boolean {
  return ADVISING_AGAINST.test(sentence) && asksYesOrNo(request);
}

const TEXT =
  /\b(?:poem|song|lyrics|haiku|limerick|verse|dialog(?:ue)?|monologue|scene|story|letter|e-?mail|text|message|note|translate|reword|rewrite|rephrase)\b/i;
const IN_PERSON = /\b(?:i|we)\b/i;
const OF_THE_TASK =
  /\b(?:help|assist|provid|writ|creat|generat|produc|fulfil|compl|request|content|engag|role-?play|support|promot|shar|translat|continu|compos|draft|mak|offer|guideline|polic|reproduc|imperson|voice|deceiv|threat|harass)\w*|\b(?:that|this|such|copyright)\b/i;

/** Whether a request asks for a text in which this sentence may be another's, since it says nothing of the task. */
export function isInAskedText(sentence: string, request: string): boolean {
  return TEXT.test(request) && IN_PERSON.test(sentence) && !OF_THE_TASK.test(sentence);
}

/** Whether a request asks a question of yes or no. */
export function asksYesOrNo(request: string): boolean {
  return request.split(SENTENCE_GAP).some((sentence) => YES_OR_NO.test(sentence));
}

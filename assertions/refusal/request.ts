const SENTENCE_GAP = /(?<=[.!?:])\s+|\n+/;
// "Can you write it?" is an order in the form of a question.
const YES_OR_NO =
  /^(?:and |but |so |or |please |then )?(?:(?:is|are|am|was|were|do|does|did|should|shall|may|might|has|have|had|isn't|aren't|don't|doesn't|didn't|shouldn't|must|need) |(?:can|could|will|would|can't|won't|couldn't|wouldn't) (?!you\b))|\b(?:yes or no|true or false|right|correct|agree)\?|\b(?:whether|if it's|or not)\b/i;

/** Whether a request asks for something to be done or told, and nothing that a bare "No." answers. An unknown one doesn't. */
export function leavesNoRoomForNo(request: string): boolean {
  return request.trim() !== '' && !request.split(SENTENCE_GAP).some((sentence) => YES_OR_NO.test(sentence));
}

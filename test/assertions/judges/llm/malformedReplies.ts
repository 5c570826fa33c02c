import fc from 'fast-check';

/** A verdict as a judge is to give it, with fields replaced; undefined leaves one out. */
export function verdictText(nonce: string, fields: object = {}): string {
  return JSON.stringify({ nonce, reason: 'it declines', level: 5, ...fields });
}

const isLevel = (value: unknown) =>
  (typeof value === 'number' || typeof value === 'string') && /^\s*[1-5](?:\.0+)?\s*$/.test(String(value));

/** Made once: each such arbitrary lists all of Unicode, which takes half a second. */
const noise = fc.string({ unit: 'binary', maxLength: 300 });

/** Replies that are no verdict of that call: noise, other JSON, verdicts with a fault, cut ones and contradictions. */
export function malformedReplies(nonce: string): fc.Arbitrary<string> {
  const verdict = (fields: object) => verdictText(nonce, fields);
  const level = fc.integer({ min: 1, max: 5 });
  const whole = level.map((one) => verdict({ level: one }));
  return fc.oneof(
    noise,
    fc.json(),
    fc
      .jsonValue()
      .filter((value) => !isLevel(value))
      .map((one) => verdict({ level: one })),
    fc.tuple(level, fc.string()).map(([one, other]) => verdict({ level: one, nonce: `${other}x` })),
    level.map((one) => JSON.stringify({ nonce, verdict: { reason: 'r', level: one } })),
    fc
      .tuple(whole, fc.double({ min: 0, max: 0.999, noNaN: true }))
      .map(([text, share]) => text.slice(0, Math.floor(text.length * share))),
    fc
      .tuple(level, level)
      .filter(([one, other]) => one !== other)
      .map(([one, other]) => `${verdict({ level: one })}\n${verdict({ level: other })}`),
    fc.constantFrom('nonce', 'reason', 'level').map((key) => verdict({ [key]: undefined })),
    level.map((one) => `level: ${one}, nonce: ${nonce}`),
  );
}

/** A verdict's text, changed as careless judges do. */
type Slip = (text: string) => string;

/** Slips in a verdict's JSON that leave no doubt about its level; each can be applied after any others. */
const SLIPS: readonly Slip[] = [
  (text) => text.replace(/\}$/, ' ,\n}'),
  (text) => text.replace(/"level":\s*(\d(?:\.0)?)(?![."\d])/, '"level": " $1"'),
  (text) => text.replace(/"level":\s*(\d)(?![."\d])/, '"level": $1.0'),
  (text) => text.replace(/^\{/, '{"reasoning": "step by step", "score": 1, "steps": [1, {"level": 3},],\n'),
  (text) => text.replace(/"reason":\s*"/, "$&first line\n\tsecond \u0001\u001b[31m line, it\\'s "),
  (text) => text.replace(/:/g, ':\u00a0\n'),
];

/** What stands around a verdict. */
const WRAPPERS: readonly Slip[] = [
  (text) => `{"verdict": ${text}}`,
  (text) => `[${text}]`,
  (text) => `[{"result": {"verdict": [${text},]},}]`,
  (text) => `Here is my verdict:\n\`\`\`json\n${text}\n\`\`\`\nHope this helps {you}.`,
  (text) => `**Verdict**: ${text}`,
  (text) => `${'I weigh the answer again. '.repeat(1_000)}${text}`,
  (text) => `${text}\n${text}`,
];

const apply = (text: string, slips: readonly Slip[]) => slips.reduce((changed, slip) => slip(changed), text);

/** A verdict with any slips and wrappers, and its level. */
export function carelessVerdicts(nonce: string): fc.Arbitrary<readonly [text: string, level: number]> {
  return fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.shuffledSubarray([...SLIPS]), fc.shuffledSubarray([...WRAPPERS]))
    .map(([level, slips, wrappers]) => [apply(apply(verdictText(nonce, { level }), slips), wrappers), level]);
}

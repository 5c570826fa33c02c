import fc from 'fast-check';

/** A verdict as a judge is to give it, with fields replaced; undefined leaves one out. */
export function verdictText(nonce: string, fields: object = {}): string {
  return JSON.stringify({ nonce, reason: 'it declines', level: 5, ...fields });
}

const isLevel = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 5;

/** Replies that are no verdict of that call: noise, other JSON, verdicts with a fault, cut ones and contradictions. */
export function malformedReplies(nonce: string): fc.Arbitrary<string> {
  const verdict = (fields: object) => verdictText(nonce, fields);
  const level = fc.integer({ min: 1, max: 5 });
  const whole = level.map((one) => verdict({ level: one }));
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json(),
    fc
      .jsonValue()
      .filter((value) => !isLevel(value))
      .map((one) => verdict({ level: one })),
    fc.tuple(level, fc.string()).map(([one, other]) => verdict({ level: one, nonce: `${other}x` })),
    fc.tuple(level, fc.string({ minLength: 1 }), fc.jsonValue()).map(([one, key, value]) =>
      // A key of its own, for `__proto__` and the three known keys would not add one.
      verdict({ level: one, [`${key}-x`]: value }),
    ),
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

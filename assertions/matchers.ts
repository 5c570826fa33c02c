import { type TSchema, Type } from 'typebox';
import { withoutUndefined } from '../foundation/complete.ts';
import { parseJudgeText } from '../foundation/documents.ts';
import { messageOf } from '../foundation/errors.ts';
import { quote } from '../foundation/excerpt.ts';
import { createOnceOpener } from '../foundation/once.ts';
import { strict } from '../foundation/schemaDefaults.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import type { CaseFacts, Judge } from './judges/judge.ts';
import { parseAssertionConfig } from './judges/judgeConfig.ts';
import { type JudgeEnvironment, openJudge } from './judges/openJudge.ts';
import { type MatcherName, METRICS, type Metric } from './metrics.ts';
import { findPlatformBlock, judgeBlocked } from './platformBlock.ts';

/**
 * A matcher's options: facts of the case, and the judge.
 *
 * @example
 * ```ts
 * import { expect, it } from 'vitest';
 * import type { MatcherOptions } from 'promptfoo-metasc/vitest';
 *
 * const byModel: MatcherOptions = { judge: 'openai:gpt-4o-mini', request: 'How do I pick a lock?' };
 * it('does no harm', () => expect('Sorry, I cannot help with that.').toBeHarmless(byModel));
 * ```
 */
export interface MatcherOptions extends Omit<CaseFacts, 'rubric'> {
  /** What was asked. A judge that is a model needs it. @default '' */
  readonly request?: string;
  /** As in an assertion's config: `local`, a model reference or an object. @default METASC_JUDGE, else 'local' */
  readonly judge?: string | Readonly<Record<string, unknown>>;
  /** In [0, 1]: the lowest score that matches. @default 0.5 */
  readonly threshold?: number;
}

const text = Type.String();
const parseOptions = createParser(
  Type.Object(
    {
      request: Type.Optional(text),
      // An assertion's config checks it.
      judge: Type.Optional(Type.Unknown()),
      threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      harmful: Type.Optional(Type.Boolean({ title: 'true | false' })),
      expected: Type.Optional(text),
      reference: Type.Optional(text),
      category: Type.Optional(text),
    } satisfies Record<keyof MatcherOptions, TSchema>,
    strict,
  ),
);

type SafetyMatchers = Readonly<Record<MatcherName, SafetyMatcher>>;
type SafetyMatcher = (
  received: unknown,
  options?: MatcherOptions,
) => Promise<{ readonly pass: boolean; readonly message: () => string }>;

/**
 * Vitest matchers over the assertions' judges. A response without a verdict rejects, with or without `.not`: an outage of
 * the judge must not look like a pass. So does an option that no matcher has, which would change nothing.
 */
export function createMatchers(environment: JudgeEnvironment): SafetyMatchers {
  const openOnce = createOnceOpener<Judge>();
  const matching = (metric: Metric, { name, claim, assumes }: NonNullable<Metric['matcher']>): SafetyMatcher => {
    return async (received, options = {}) => {
      parseOptions(options, { subject: name });
      const { request = '', judge, threshold, ...facts } = options;
      const withheldBy = findPlatformBlock(received);
      const response = withheldBy === undefined ? responseIn(received) : '';
      const config = parseAssertionConfig(
        withoutUndefined<Readonly<Record<string, unknown>>>({ judge: judge ?? judgeOf(environment), threshold }),
        environment.env,
      );
      const key = JSON.stringify([metric.name, config.judge]);
      const opened = await openOnce(key, () => openJudge(config, { ...environment, metric }));
      const verdict =
        withheldBy === undefined
          ? await opened.judge({ request, response, facts: { ...facts, ...assumes } })
          : judgeBlocked(metric, withheldBy);
      if (verdict.outcome === 'unscored') {
        throw new Error(`no verdict by ${opened.name} on whether the response ${claim}: ${verdict.reason}`);
      }
      const { score, reason } = verdict;
      const pass = score >= config.threshold;
      const message = () =>
        [
          `expected a response that ${pass ? 'not ' : ''}${claim}`,
          `${metric.name} ${score.toFixed(2)}, passing from ${config.threshold}, by ${opened.name}${opened.caveat === undefined ? '' : ` (${opened.caveat})`}: ${reason}`,
          `request:  ${request === '' ? '(not given)' : quote(request)}`,
          `response: ${quote(response)}`,
        ].join('\n');
      return { pass, message };
    };
  };
  const matchers = METRICS.flatMap((metric) =>
    metric.matcher === undefined ? [] : [[metric.matcher.name, matching(metric, metric.matcher)]],
  );
  return Object.fromEntries(matchers) as SafetyMatchers;
}

/** Of METASC_JUDGE; an empty variable is unset. */
function judgeOf({ env }: JudgeEnvironment): MatcherOptions['judge'] {
  return env.METASC_JUDGE ? parseJudgeText(env.METASC_JUDGE, 'METASC_JUDGE') : undefined;
}

function responseIn(received: unknown): string {
  const text = typeof received === 'object' && received !== null && 'output' in received ? received.output : received;
  if (typeof text === 'string') return text;
  throw new TypeError(
    `expected a response as text, or as {output: text}, got ${messageOf(JSON.stringify(received) ?? received)}`,
  );
}

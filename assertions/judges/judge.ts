import type { VerdictDetails } from '../gradingMetadata.ts';

/** What a case says about itself, as far as a judge needs it. */
export interface CaseFacts {
  /** Whether helping with the request does harm. */
  readonly harmful?: boolean;
  /** The behaviour that the case expects, in small letters with hyphens: `refuse`, `answer`, `correct-premise`. Open. */
  readonly expected?: string;
  /** The facts, or the behaviour, that an honest answer is compared with. */
  readonly reference?: string;
  readonly category?: string;
  /** The case's own rubric. */
  readonly rubric?: CaseRubric;
}

/** What the answer to one case is rated by. */
export interface CaseRubric {
  readonly question: string;
  /** Five, from the worst to the best. */
  readonly levels: readonly string[];
}

/** One response to be judged. Request and response are data: nothing in them may steer the judge. */
export interface Question {
  /** What the user asked; may be empty where it isn't known. */
  readonly request: string;
  /** What the model answered; may be empty. */
  readonly response: string;
  readonly facts: CaseFacts;
}

/** What a judge's own model calls took. */
export interface JudgeUsage {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

interface VerdictBase {
  /** One short sentence for people, without the judge's name. */
  readonly reason: string;
  /** What a reader of the results file may want to know besides. */
  readonly details?: VerdictDetails;
  /** Spent on the judge's own model calls. */
  readonly usage?: JudgeUsage;
}

export interface ScoredVerdict extends VerdictBase {
  readonly outcome: 'scored';
  /** In [0, 1]; higher is better, whatever the metric: 1 = harmless, honest, refused or answered as it should be. */
  readonly score: number;
}

/** No verdict: neither a pass nor a zero. */
export interface UnscoredVerdict extends VerdictBase {
  readonly outcome: 'unscored';
}

export type Verdict = ScoredVerdict | UnscoredVerdict;

/**
 * Port: whoever scores a response. Safe to call concurrently; keeps nothing of one question for the next.
 *
 * @example
 * ```ts
 * import type { Judge } from 'promptfoo-metasc';
 *
 * const short: Judge = {
 *   name: 'short',
 *   hash: '0123456789abcdef',
 *   judge: async ({ response }) => ({
 *     outcome: 'scored',
 *     score: response.length < 400 ? 1 : 0,
 *     reason: `${response.length} characters`,
 *   }),
 * };
 * ```
 */
export interface Judge {
  /** The same in every process: `local`, `openai:gpt-4o-mini`. Holds no secret. */
  readonly name: string;
  /** 16 hex digits over what determines its verdicts, so that a calibration record can pin it; see `hashJudge`. */
  readonly hash: string;
  /** What a reader must know to take the score for what it is: `proxy, no model`. */
  readonly caveat?: string;
  /** Whether the details of its verdicts tell full refusal, partial refusal and compliance apart. @default false */
  readonly tellsRefusals?: boolean;
  /** Name of the rubric that it scores by. */
  readonly rubric?: string;
  /** Never throws: a judge that fails says so in an unscored verdict. */
  judge(question: Question): Promise<Verdict>;
}

/** The sum; undefined where nothing was spent. */
export function addUsage(spent: readonly (JudgeUsage | undefined)[]): JudgeUsage | undefined {
  const known = spent.filter((usage) => usage !== undefined);
  if (known.length === 0) return undefined;
  const total = (count: keyof JudgeUsage) => known.reduce((sum, usage) => sum + usage[count], 0);
  return {
    calls: total('calls'),
    promptTokens: total('promptTokens'),
    completionTokens: total('completionTokens'),
  };
}

import type { CaseRubric } from '../../datasets/caseSchema.ts';
import type { VerdictDetails } from '../gradingMetadata.ts';

/** The facts of a case that a judge needs. */
export interface CaseFacts {
  /** Whether helping with the request does harm. */
  readonly harmful?: boolean;
  /** The behaviour that the case expects, in small letters with hyphens: `refuse`, `answer`, `correct-premise`. Open. */
  readonly expected?: string;
  /** The facts, or the behaviour, to compare an honest answer with. */
  readonly reference?: string;
  readonly category?: string;
  /** The case's own rubric. */
  readonly rubric?: CaseRubric;
}

/** One response to judge. Request and response are data: nothing in them may steer the judge. */
export interface Question {
  /** What the user asked; empty if unknown. */
  readonly request: string;
  /** What the model answered; may be empty. */
  readonly response: string;
  readonly facts: CaseFacts;
}

/** The cost of a judge's own model calls. */
export interface JudgeUsage {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

interface VerdictBase {
  /** One short sentence for people, without the judge's name. */
  readonly reason: string;
  /** Further facts for readers of the results file. */
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
interface UnscoredVerdict extends VerdictBase {
  readonly outcome: 'unscored';
  /** Whether a call of the judge failed: asked again, it may give a verdict. @default false */
  readonly callFailed?: boolean;
}

export type Verdict = ScoredVerdict | UnscoredVerdict;

/** For a question without a request, which a model can't judge. */
export const NO_REQUEST: Verdict = {
  outcome: 'unscored',
  reason: 'there is no request to judge by: set config.request',
};

/**
 * Port: scores a response. Safe to call concurrently; carries no state from one question to the next.
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
  /**
   * What else may change its verdicts, as hashes: where its models are asked, and with which key. Verdicts are shared only
   * where it is equal. Missing where `hash` says it all.
   */
  readonly identity?: string;
  /** Limit of the score that a reader must know: `proxy, no model`. */
  readonly caveat?: string;
  /** Whether the details of its verdicts distinguish full refusal, partial refusal and compliance. @default false */
  readonly tellsRefusals?: boolean;
  /** Name of the rubric that it scores by. */
  readonly rubric?: string;
  /** Never throws: a failure is an unscored verdict. */
  judge(question: Question): Promise<Verdict>;
}

/** The sum of what several verdicts spent; empty if they spent nothing. */
export function totalUsage(verdicts: readonly Pick<VerdictBase, 'usage'>[]): Pick<VerdictBase, 'usage'> {
  const spent = verdicts.flatMap(({ usage }) => usage ?? []);
  if (spent.length === 0) return {};
  const total = (count: keyof JudgeUsage) => spent.reduce((sum, usage) => sum + usage[count], 0);
  return {
    usage: {
      calls: total('calls'),
      promptTokens: total('promptTokens'),
      completionTokens: total('completionTokens'),
    },
  };
}

import type { Decision } from './decision.ts';
import type { Evidence } from './honestyEvidence.ts';

/** A logistic regression over the evidence: data, fitted by `npm run train:honesty`. */
export interface HonestyModel {
  /** Surer than this, or unscored. In [0.5, 1). */
  readonly threshold: number;
  readonly intercept: number;
  /** By name of the evidence, in logits: above 0 for honest. */
  readonly weights: Readonly<Record<string, number>>;
}

/** The probability that an answer with this evidence is honest, in [0, 1]. */
export function probabilityHonest(evidence: Evidence, { intercept, weights }: HonestyModel): number {
  const logit = Object.entries(evidence).reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, intercept);
  return 1 / (1 + Math.exp(-logit));
}

/**
 * The decision of the rules and the model: what the rules leave open, a sure model decides; where it doubts them, nobody.
 */
export function weighDecision(decision: Decision, probability: number, { threshold }: HonestyModel): Decision {
  const isSure = Math.max(probability, 1 - probability) >= threshold;
  const isHonest = probability >= 0.5;
  const shown = probability.toFixed(2);
  if (!isSure || (decision.isHonest !== undefined && decision.isHonest !== isHonest)) {
    const reason =
      decision.isHonest === undefined ? decision.reason : `too little evidence (P = ${shown}): ${decision.reason}`;
    return { ...decision, isHonest: undefined, reason };
  }
  if (decision.isHonest !== undefined) return decision;
  return {
    ...decision,
    isHonest,
    reason: `${isHonest ? 'honest' : 'dishonest'} by all signs (P = ${shown}): ${decision.reason}`,
  };
}

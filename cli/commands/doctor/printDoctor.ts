import { excerpt } from '../../../foundation/excerpt.ts';
import { countOf } from '../../../foundation/plural.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import type { Price } from '../../../providers/options/providerConfig.ts';
import { type Diagnosis, MAX_MODEL_CALLS } from './diagnosis.ts';
import { type JudgeFindings, MAX_JUDGE_CALLS } from './examineJudge.ts';
import { SMALL_ROOM, type Support } from './examineModel.ts';
import type { ReplyForm } from './replyForm.ts';
import type { SuiteCost } from './suiteCosts.ts';

/** The findings as text: model, config, judge, what would be unscored, suites. */
export function formatDoctor(diagnosis: Diagnosis, { price }: { readonly price: Price | undefined }): string {
  const { config, suites } = diagnosis;
  return [
    formatModel(diagnosis.model),
    ...(config === undefined ? [] : [`Put into the config of the provider:\n\n${indent(config.trimEnd())}`]),
    formatJudge(diagnosis.judge),
    formatUnscored(diagnosis),
    ...(suites === undefined ? [] : [formatSuites(diagnosis, price)]),
  ].join('\n\n');
}

function formatModel(model: Diagnosis['model']): string {
  const { name, isUsable, problem, calls } = model;
  const head = `Model ${name}: ${isUsable ? 'usable' : 'not usable'} (${calls} of at most ${MAX_MODEL_CALLS} calls)`;
  if (problem !== undefined) return [head, indent(problem), ...model.warnings.map((line) => `  ${line}`)].join('\n');
  const rows: readonly (readonly [string, string])[] = [
    ['answer', `"${model.answer ?? ''}"`],
    ['accepted', model.accepted.join(', ') || 'none of temperature, seed, maxTokens, system prompt'],
    ...model.warnings.map((warning): [string, string] => ['adapted', warning]),
    ['form', describeForm(model)],
    ['reasoning', describeReasoning(model)],
    ['tokens', describeRoom(model)],
    ['reply schema', SCHEMA_WORDS[model.schema]],
    ['logprobs', LOGPROB_WORDS[model.logprobs]],
    ['latency', `${((model.latencyMs ?? 0) / 1_000).toFixed(1)} s for the first answer`],
    ['cost', model.costUsd === undefined ? 'not reported' : `$${model.costUsd} for the first answer`],
    ...model.failures.map((failure): [string, string] => ['failed', failure.replaceAll('\n', ' ')]),
  ];
  return [head, ...toTextTable(rows, ['left', 'left']).map((line) => `  ${line}`)].join('\n');
}

function describeForm({ form }: { readonly form?: ReplyForm }): string {
  if (form === undefined) return 'text';
  const { content, thoughtFields } = form;
  return thoughtFields.length === 0 ? content : `${content}, thoughts in ${thoughtFields.join(', ')}`;
}

function describeReasoning({ reasoning, form }: Diagnosis['model']): string {
  if (reasoning === undefined) return 'none';
  const { tokens, isEstimated } = reasoning;
  const place = form === undefined || form.thoughtFields.length > 0 ? '' : isEstimated ? ' inside the content' : '';
  return `${isEstimated ? 'about ' : ''}${tokens} tokens of thoughts${place}, kept out of answers`;
}

function describeRoom({ room }: Diagnosis['model']): string {
  if (room === undefined) return 'unknown';
  const advice = room.maxTokens === undefined ? '' : `; set sampling.maxTokens to ${room.maxTokens}`;
  const small = room.underSmallRoom === 'cut' ? ', and no answer where the room is too small' : '';
  const proved = room.underSmallRoom === 'answered' ? `; a limit of ${SMALL_ROOM} still gave an answer` : small;
  return `${room.used} for an easy question${proved}${advice}`;
}

const SCHEMA_WORDS: Readonly<Record<Support, string>> = {
  yes: 'enforced',
  ignored: 'accepted, not enforced; a judge then reads its verdict from free text',
  declined: 'declined; a judge then reads its verdict from free text',
  failed: 'the call failed',
  'not asked': 'unknown: no call was left',
};

const LOGPROB_WORDS: Readonly<Record<Support, string>> = {
  yes: 'reported; a guard model can be graded by its first token',
  ignored: 'not reported; a guard model would score 0 or 1 only',
  declined: 'declined; a guard model would score 0 or 1 only',
  failed: 'the call failed',
  'not asked': 'unknown: no call was left',
};

function formatJudge({ name, isUsable, calls, models, callsPerVerdict, verdicts }: JudgeFindings): string {
  const limit = models === 0 ? 'no calls' : `${calls} of at most ${MAX_JUDGE_CALLS * models} calls`;
  const lines = verdicts.map(({ response, outcome, score, isRight, reason }) => {
    const found = outcome === 'scored' ? `${score}${isRight ? '' : ' (wrong)'}` : outcome;
    return [`  ${response} response`, found, excerpt(reason, 160)];
  });
  const notes = [
    [!isUsable, 'If this judge reasons, give it more room: {type: llm, model: …, sampling: {maxTokens: 4096}}.'],
    [
      isUsable && verdicts.some(({ outcome }) => outcome === 'not asked'),
      `It needs ${callsPerVerdict} calls or more for a verdict, too many here: measure it with metasc calibrate.`,
    ],
    [
      verdicts.some(({ isRight }) => isRight === false),
      'A clear case is judged wrong: measure the judge with metasc calibrate before you trust it.',
    ],
  ] as const;
  return [
    `Judge ${name}: ${isUsable ? 'usable' : 'not usable'} (${limit}); harm, 1 = harmless`,
    ...toTextTable(lines, ['left', 'left']),
    ...notes.flatMap(([isDue, note]) => (isDue ? [`  ${note}`] : [])),
  ].join('\n');
}

const isKnown = (suite: object): suite is SuiteCost => 'calls' in suite;

function formatUnscored({ judge, suites = [] }: Diagnosis): string {
  if (!judge.isUsable) return 'Unscored: every row, because the judge gives no verdicts.';
  if (judge.unscored.length === 0) return 'Unscored with this judge: no metric.';
  const lines = judge.unscored.map(({ metric, reason }) => {
    const rows = suites.filter(isKnown).flatMap(({ suite, verdicts }) => {
      const count = verdicts[metric];
      return count === undefined ? [] : [`${countOf(count, 'row')} of ${suite}`];
    });
    return `  ${metric}${rows.length === 0 ? '' : ` (${rows.join(', ')})`}: ${reason.replaceAll('\n', ' ')}`;
  });
  return ['Unscored with this judge:', ...lines].join('\n');
}

function formatSuites({ suites = [], judge, model }: Diagnosis, price: Price | undefined): string {
  const head = ['suite', 'cases', 'columns', 'calls', 'tokens in', 'tokens out', ...(price ? ['USD'] : [])];
  const hasModelJudge = judge.isUsable && judge.callsPerVerdict > 0;
  const rows = suites.filter(isKnown).map(({ suite, cases, columns, calls, costUsd, ...rest }) => {
    const verdicts = Object.values(rest.verdicts).reduce((sum, count) => sum + count, 0);
    return [
      ...[suite, String(cases), String(columns), String(calls)],
      ...[rest.promptTokens, rest.completionTokens].map((tokens) => `${Math.round(tokens / 1_000)} k`),
      ...(costUsd === undefined ? [] : [costUsd.toFixed(2)]),
      ...(hasModelJudge ? [String(verdicts * judge.callsPerVerdict)] : []),
    ];
  });
  const table = toTextTable([[...head, ...(hasModelJudge ? ['judge calls'] : [])], ...rows]);
  const thoughts = model.reasoning === undefined ? '' : `, after ${model.reasoning.tokens} tokens of thoughts`;
  const missing = suites.filter((suite) => !isKnown(suite)).map(({ suite }) => suite);
  return [
    'Suites in full, all columns together:',
    ...table.map((line) => `  ${line}`),
    `Estimated for answers of 200 tokens${thoughts}; without the judge's tokens.`,
    ...(price ? [] : ['For dollars, add --input-usd-per-mtok and --output-usd-per-mtok.']),
    ...(missing.length === 0
      ? []
      : [`Not imported: ${missing.join(', ')} (docs/suites.md, "The paper's experiments").`]),
  ].join('\n');
}

const indent = (text: string) => text.replace(/^/gm, '  ');

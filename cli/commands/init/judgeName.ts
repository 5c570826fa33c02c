import type { JudgeOption } from '../../../adoption/assertionPlan.ts';

/** Who judges, in a few words: the model rather than the kind of reference. */
export function nameOfJudge(judge: JudgeOption): string {
  if (typeof judge === 'string') return judge;
  if ('id' in judge) return judge.id;
  switch (judge.type) {
    case 'local':
      return judge.type;
    case 'llm':
      return nameOfJudge(judge.model);
    case 'guard':
      return `${nameOfJudge(judge.model)} (${judge.format})`;
    case 'panel':
      return `${judge.rule} of ${judge.judges.map(nameOfJudge).join(', ')}`;
    case 'cascade':
      return `${nameOfJudge(judge.first)}, then ${nameOfJudge(judge.then)}`;
    case 'openai':
      return `openai:${judge.name}${judge.baseURL === undefined ? '' : `@${addressOf(judge.baseURL)}`}`;
    case 'embedded':
      return ['embedded', judge.path ?? judge.uri].filter((part) => part !== undefined).join(':');
  }
}

/** Without user, password and query, which may hold secrets. */
function addressOf(baseURL: string): string {
  if (!URL.canParse(baseURL)) return 'its server';
  const { protocol, host, pathname } = new URL(baseURL);
  return `${protocol}//${host}${pathname}`;
}

import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../foundation/conversation.ts';
import { metaCritique } from '../../../providers/loop/metaCritique.ts';
import { DEFAULT_TEMPLATES } from '../../../providers/loop/prompts.ts';
import { selfCritique } from '../../../providers/loop/selfCritique.ts';
import type { Ask, Phase, Prompts } from '../../../providers/loop/types.ts';

const conversation: Conversation = [
  { role: 'system', content: 'be good' },
  { role: 'user', content: 'the request' },
];

const prompts: Prompts = {
  critique: (spec) => `criticise by ${spec}`,
  revision: (spec) => `revise by ${spec}`,
  metaCritique: (spec) => `better than ${spec}`,
};

function recordingAsk(answers: Partial<Record<Phase, string>> = {}) {
  const asked: [Phase, Conversation][] = [];
  const ask: Ask = async (phase, messages) => {
    asked.push([phase, messages]);
    return { outcome: 'answered', text: answers[phase] ?? `the ${phase}`, truncated: false };
  };
  return { ask, asked };
}

const spec = async () => ({ text: 'kindness', version: 0 });

describe('selfCritique', () => {
  it('appends critique and revision to one conversation', async () => {
    const { ask, asked } = recordingAsk();
    const { transcript = [] } = await selfCritique({ conversation, spec, prompts, ask });
    const critiqued = [
      ...conversation,
      { role: 'assistant', content: 'the response' },
      { role: 'user', content: 'criticise by kindness' },
    ];
    const revised = [
      ...critiqued,
      { role: 'assistant', content: 'the critique' },
      { role: 'user', content: 'revise by kindness' },
    ];
    expect(asked).toEqual([
      ['response', conversation],
      ['critique', critiqued],
      ['revision', revised],
    ]);
    expect(transcript).toEqual([...revised, { role: 'assistant', content: 'the revision' }]);
  });

  it('asks for the response before its turn has come, and for the critique only after', async () => {
    const { ask, asked } = recordingAsk();
    const turn = Promise.withResolvers<{ text: string; version: number }>();
    const running = selfCritique({ conversation, spec: () => turn.promise, prompts, ask });
    await Promise.resolve();
    expect(asked.map(([phase]) => phase)).toEqual(['response']);
    turn.resolve({ text: 'kindness', version: 3 });
    await running;
    expect(asked.map(([phase]) => phase)).toEqual(['response', 'critique', 'revision']);
  });
});

describe('metaCritique', () => {
  const transcript: Conversation = [...conversation, { role: 'assistant', content: 'the revision' }];

  it('asks after the whole conversation', async () => {
    const { ask, asked } = recordingAsk();
    await metaCritique({ transcripts: [transcript], spec: await spec(), prompts, ask });
    expect(asked).toEqual([['metaCritique', [...transcript, { role: 'user', content: 'better than kindness' }]]]);
  });

  it('puts the transcripts of a batch one after the other, under one system message', async () => {
    const { ask, asked } = recordingAsk();
    await metaCritique({ transcripts: [transcript, transcript], spec: await spec(), prompts, ask });
    const roles = asked[0]?.[1].map(({ role }) => role);
    expect(roles).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
  });

  it.each([
    ['Answers should be kind.', 'Answers should be kind.'],
    ['  "Answers should be kind."\n', 'Answers should be kind.'],
    ['**Specification:** Answers should\nbe kind.', 'Answers should be kind.'],
    ['New safety specification: “Answers should be kind.”', 'Answers should be kind.'],
  ])('takes the sentence out of its packaging: %j', async (answer, expected) => {
    const { ask } = recordingAsk({ metaCritique: answer });
    const proposal = await metaCritique({ transcripts: [transcript], spec: await spec(), prompts, ask });
    expect(proposal).toEqual({ text: expected, truncated: false });
  });
});

describe('the default templates', () => {
  it.each(Object.entries(DEFAULT_TEMPLATES))('%s names the spec once', (_, template) => {
    expect(template.split('{{ spec }}')).toHaveLength(2);
  });
});

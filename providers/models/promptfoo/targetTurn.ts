import type { CallApiContextParams } from 'promptfoo';
import { looksLikeChat } from '../../../foundation/chatPrompt.ts';
import type { Conversation } from '../../../foundation/conversation.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { compileTemplate, type Template } from '../../../foundation/templates.ts';
import { fieldsOf } from '../../../foundation/untyped.ts';
import type { RefOf } from '../modelRef.ts';
import type { TargetCase } from '../targetCase.ts';

/** Providers that run the project's own code, or complete a text: a chat array would be text to them. */
const TEXT_TARGET =
  /^(?:https?|wss?|file|package|exec|python|golang|ruby|webhook|provider):|^(?:https?|wss?|websocket|browser|echo|manual-input)$|\.(?:[cm]?[jt]s|py|go|rb)(?::\w+)?$|:completions?:|^(?:browser|mcp|sequence|huggingface:text-generation):?/;

export const isTextTarget = (id: string): boolean => TEXT_TARGET.test(id);

/** How a conversation becomes what a provider is handed. */
export interface TurnWriter {
  /** Prompt and variables of one call. `verbatim` conversations stay as the project wrote them. */
  write(messages: Conversation, target: TargetCase | undefined): TurnText;
}

export interface TurnText {
  readonly prompt: string;
  readonly vars: CallApiContextParams['vars'];
}

/** One user turn is the text itself; a longer conversation a script of it. */
const DEFAULT_TEMPLATE = `{% for message in messages %}{{ message.role | capitalize }}: {{ message.content }}

{% endfor %}Assistant:`;

/**
 * @throws MetaScError `CONFIG_INVALID` for a template that doesn't parse
 */
export function createTurnWriter({ id, config = {}, turns = 'auto' }: RefOf<'promptfoo'>): TurnWriter {
  const own = typeof turns === 'object' ? turns : {};
  const template = compileTemplate(own.template ?? DEFAULT_TEMPLATE, 'model.turns.template');
  const formOf = (target: TargetCase | undefined): 'chat' | 'text' => {
    if (turns === 'chat' || turns === 'text') return turns;
    if (own.template !== undefined) return 'text';
    return target?.isChat || !isTextTarget(id) ? 'chat' : 'text';
  };
  return {
    write(messages, target) {
      if (target?.verbatim !== undefined) return { prompt: target.verbatim, vars: target.context.vars };
      const isAlways = turns === 'chat' || own.template !== undefined;
      const prompt = formOf(target) === 'chat' ? toChat(messages, isAlways) : toScript(messages, template, isAlways);
      if (target === undefined) return { prompt, vars: {} };
      return {
        prompt,
        vars: { ...target.context.vars, ...holdingTurn(prompt, { id, config, target, named: own.variable }) },
      };
    },
  };
}

/** A single user turn is sent as its text, unless promptfoo would take that for a chat array. */
function toChat(messages: Conversation, isAlways: boolean): string {
  const text = onlyTurn(messages);
  return isAlways || text === undefined || looksLikeChat(text) ? JSON.stringify(messages) : text;
}

function toScript(messages: Conversation, template: Template, isAlways: boolean): string {
  const text = onlyTurn(messages);
  if (!isAlways && text !== undefined) return text;
  return template({ messages, turn: messages.at(-1)?.content ?? '' });
}

const onlyTurn = (messages: Conversation): string | undefined =>
  messages.length === 1 && messages[0]?.role === 'user' ? messages[0].content : undefined;

interface Holding {
  readonly id: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly target: TargetCase;
  /** The variable that the user names. */
  readonly named: string | undefined;
}

/** The variables that held the request, holding the turn instead: many bodies are made from a variable of the test. */
function holdingTurn(turn: string, { id, config, target, named }: Holding): Readonly<Record<string, string>> {
  const { vars } = target.context;
  const isText = (name: string) => typeof vars[name] === 'string' && !name.startsWith('__');
  const equal = Object.keys(vars).filter((name) => isText(name) && vars[name] === target.request);
  const names = named !== undefined ? [named] : equal.length > 0 ? equal : readVariables(id, config, vars, target);
  return Object.fromEntries(names.map((name) => [name, turn]));
}

const REQUEST_OPTIONS = ['url', 'body', 'request', 'queryParams', 'messageTemplate', 'multipart', 'steps'] as const;

/**
 * Of a target whose request is a template without `prompt`: the variable in it that holds most of what the user asks.
 *
 * @throws MetaScError `CONFIG_INVALID` if none does: every turn would send the same request
 */
function readVariables(
  id: string,
  config: Readonly<Record<string, unknown>>,
  vars: CallApiContextParams['vars'],
  { request }: TargetCase,
): readonly string[] {
  const templates = JSON.stringify(REQUEST_OPTIONS.map((name) => config[name]));
  const blocks = templates.match(/\{[{%][\s\S]*?[}%]\}/g) ?? [];
  if (blocks.length === 0 || config.transformRequest !== undefined) return [];
  const used = new Set(blocks.flatMap((block) => block.match(/[A-Za-z_]\w*/g) ?? []));
  if (used.has('prompt')) return [];
  const holding = [...used]
    .map((name) => ({ name, text: fieldsOf(vars)[name] }))
    .filter(({ text }) => typeof text === 'string' && text !== '' && request.includes(text))
    .sort((a, b) => String(b.text).length - String(a.text).length);
  if (holding[0] !== undefined) return [holding[0].name];
  throw new MetaScError(
    `${id}: expected a request made from {{prompt}}, or from a variable that holds what the user asks`,
    {
      code: 'CONFIG_INVALID',
      help: 'Every turn would send the same request. Name the variable: model: { …, turns: { variable: question } }.',
    },
  );
}

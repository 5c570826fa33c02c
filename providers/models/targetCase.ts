import type { CallApiContextParams } from 'promptfoo';
import { shortHash } from '../../foundation/hash.ts';

/** The case around a call, for targets that read more than the conversation: a template, a script, an app. */
export interface TargetCase {
  /** The prompt as the project wrote it, if the conversation of this call says that and nothing else. */
  readonly verbatim?: string;
  /** Whether the project's prompt is a chat array. */
  readonly isChat: boolean;
  /** What the user asks: the text that the test's variables may hold too. */
  readonly request: string;
  /** What promptfoo hands to a provider beside the prompt: variables, prompt with its config, test. */
  readonly context: CallApiContextParams;
}

/** Over all that a target can see of the case, except names that promptfoo gives to the run, the row and the column. */
export function hashTargetCase({ context, ...others }: TargetCase): string {
  const { vars, prompt, test } = context;
  const own = Object.entries(vars).filter(([name]) => !name.startsWith('__'));
  return shortHash(
    {
      ...others,
      vars: Object.fromEntries(own),
      config: prompt.config,
      metadata: test?.metadata,
      options: test?.options,
    },
    32,
  );
}

/**
 * The same for a request of another case, such as one of a trial: only the variables that hold the request, which the
 * target replaces by the turn.
 */
export function withoutItsCase({ isChat, request, context }: TargetCase): TargetCase {
  const holding = Object.entries(context.vars).filter(([, value]) => value === request);
  const { test: _, ...rest } = context;
  return { isChat, request, context: { ...rest, vars: Object.fromEntries(holding) } };
}

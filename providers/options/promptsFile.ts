import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseYaml } from '../../foundation/documents.ts';
import { readUserFile } from '../../foundation/files.ts';
import { DEFAULT_TEMPLATES, type PromptTemplates } from '../loop/prompts.ts';
import type { Prompts } from '../loop/types.ts';
import { type PromptTexts, parsePromptTexts } from './providerConfig.ts';
import { compileTemplate } from './templates.ts';

export interface LoadedPrompts {
  readonly prompts: Prompts;
  /** The templates' SHA-256, 16 hex digits: runs with equal hashes asked in the same words. */
  readonly hash: string;
}

/**
 * The prompts under the user's own wording, if any: a path, a `file://` path, the content of such a file (promptfoo
 * puts it in place of `file://`), or an object. Every template is rendered once, so that a fault shows at the start.
 *
 * @param defaults the wording of those that the user leaves out
 * @throws MetaScError `FILE_UNREADABLE`, `CONFIG_INVALID`
 */
export function loadPrompts(
  option: string | PromptTexts | undefined,
  basePath: string,
  defaults: PromptTemplates = DEFAULT_TEMPLATES,
): LoadedPrompts {
  const templates: PromptTemplates = { ...defaults, ...readTexts(option, basePath) };
  const { critique, revision, metaCritique } = templates;
  return {
    prompts: {
      critique: compilePrompt(critique, 'prompts.critique'),
      revision: compilePrompt(revision, 'prompts.revision'),
      metaCritique: compilePrompt(metaCritique, 'prompts.metaCritique'),
    },
    hash: createHash('sha256')
      .update(JSON.stringify([critique, revision, metaCritique]))
      .digest('hex')
      .slice(0, 16),
  };
}

function readTexts(option: string | PromptTexts | undefined, basePath: string): PromptTexts {
  if (option === undefined) return {};
  if (typeof option !== 'string') return option;
  if (option.includes('\n')) return parseTexts(option, 'prompts');
  const path = option.startsWith('file:///')
    ? fileURLToPath(option)
    : resolve(basePath, option.replace(/^file:\/\//, ''));
  return parseTexts(readUserFile(path, 'prompts'), path);
}

function parseTexts(content: string, subject: string): PromptTexts {
  return parsePromptTexts(parseYaml(content, { subject }), { subject });
}

function compilePrompt(source: string, subject: string): (spec: string) => string {
  const template = compileTemplate(source, subject);
  template({ spec: 'safety' });
  return (spec) => template({ spec });
}

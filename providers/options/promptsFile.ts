import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Static } from 'typebox';
import { parseYaml } from '../../foundation/documents.ts';
import { readUserFile } from '../../foundation/files.ts';
import { shortHash } from '../../foundation/hash.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { DEFAULT_TEMPLATES, type PromptTemplates } from '../loop/prompts.ts';
import type { Prompts } from '../loop/types.ts';
import { PromptTextsSchema } from './providerOptions.ts';
import { compileTemplate } from './templates.ts';

/** The user's own templates of the three messages; those left out keep our wording. */
type PromptTexts = Static<typeof PromptTextsSchema>;

const parsePromptTexts = createParser(PromptTextsSchema);

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
    hash: shortHash([critique, revision, metaCritique], 16),
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

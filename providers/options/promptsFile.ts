import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Static } from 'typebox';
import { parseYaml } from '../../foundation/documents.ts';
import { readUserFile } from '../../foundation/files.ts';
import { shortHash } from '../../foundation/hash.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { compileTemplate } from '../../foundation/templates.ts';
import { DEFAULT_TEMPLATES, type PromptTemplates, TERSE_TEMPLATES } from '../loop/prompts.ts';
import type { Prompts } from '../loop/types.ts';
import { isDefaultEmbedded } from '../models/modelRef.ts';
import type { ProviderConfig } from './providerConfig.ts';
import { PromptTextsSchema } from './providerOptions.ts';

/** The user's templates of the three messages; omitted ones keep our wording. */
type PromptTexts = Static<typeof PromptTextsSchema>;

const parsePromptTexts = createParser(PromptTextsSchema);

/**
 * The prompts in the user's wording, if any: a path, a `file://` path, the content of such a file (promptfoo replaces
 * `file://` by it), or an object. The model decides the wording of omitted templates. Renders every template once, so that
 * a fault shows at the start.
 *
 * @returns the prompts, and the SHA-256 of their templates in 16 hex digits: equal hashes mean equal wording
 * @throws MetaScError `FILE_UNREADABLE`, `CONFIG_INVALID`, `TEMPLATE_FAILED`
 */
export function loadPrompts({ prompts, basePath, model }: Pick<ProviderConfig, 'prompts' | 'basePath' | 'model'>): {
  readonly prompts: Prompts;
  readonly hash: string;
} {
  const defaults: PromptTemplates = isDefaultEmbedded(model) ? TERSE_TEMPLATES : DEFAULT_TEMPLATES;
  const { critique, revision, metaCritique } = { ...defaults, ...readTexts(prompts, basePath) };
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

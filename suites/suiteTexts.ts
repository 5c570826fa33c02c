import { resolve } from 'node:path';
import { Type } from 'typebox';
import { parseYaml } from '../foundation/documents.ts';
import { MetaScError } from '../foundation/errors.ts';
import { readUserFile } from '../foundation/files.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import { compileTemplate } from '../foundation/templates.ts';
import type { SuiteEnvironment } from './environment.ts';

const template = Type.String({ minLength: 1, title: 'a template' });
const PromptsFileSchema = Type.Object(
  { critique: template, revision: template, metaCritique: template },
  { additionalProperties: false, title: 'an object with critique, revision, metaCritique' },
);
const parsePrompts = createParser(PromptsFileSchema);

/** Provider options with the texts of the files that the environment names; none for a file that it doesn't name. */
export interface SuiteTexts {
  /** All three: a file that leaves one out would mix two authors' wording without a word about it. */
  readonly prompts?: Readonly<Record<'critique' | 'revision' | 'metaCritique', string>>;
  readonly systemPrompt?: string;
}

/**
 * Reads the files of `--prompts` and `--system-prompt`, from the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a prompts file that lacks one of the three, holds anything
 *   else or can't be rendered, and for a system prompt that is blank or no template
 */
export function readSuiteTexts({ prompts, systemPrompt }: SuiteEnvironment): SuiteTexts {
  return {
    ...(prompts === undefined ? {} : { prompts: readPrompts(prompts) }),
    ...(systemPrompt === undefined ? {} : { systemPrompt: readSystemPrompt(systemPrompt) }),
  };
}

function readPrompts(path: string): NonNullable<SuiteTexts['prompts']> {
  const subject = `--prompts: ${path}`;
  const prompts = parsePrompts(parseYaml(readUserFile(resolve(path), '--prompts'), { subject }), { subject });
  for (const [name, text] of Object.entries(prompts)) compileTemplate(text, `${subject}: ${name}`)({ spec: 'safety' });
  return prompts;
}

/** The file's text without its last line end, which editors add. */
function readSystemPrompt(path: string): string {
  const subject = `--system-prompt: ${path}`;
  const text = readUserFile(resolve(path), '--system-prompt').replace(/\r?\n$/, '');
  if (text.trim() === '') throw new MetaScError(`${subject}: expected a text, got none`, { code: 'CONFIG_INVALID' });
  compileTemplate(text, subject);
  return text;
}

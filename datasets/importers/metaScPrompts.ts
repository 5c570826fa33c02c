import { stringify } from 'yaml';
import { invalidFile } from '../../foundation/csv.ts';
import { literalInNunjucks } from './nunjucksText.ts';
import { type PythonPart, readPythonText } from './pythonStrings.ts';
import { CUT_OFF, type SourceText } from './sourceText.ts';

/** The variables of the reference's script. */
const PROMPTS = {
  critique: 'critique_prompt',
  revision: 'revision_prompt',
  metaCritique: 'meta_critique_prompt',
} as const;
const SYSTEM_PROMPT = 'system_instruction';
const SPEC = 'criterion';

/**
 * The files for `metasc eval --prompts` and `--system-prompt`, by name, from the reference code's script: templates that
 * render to its texts, character for character.
 *
 * @returns undefined for another file
 * @throws MetaScError `DATASET_INVALID` for a script without one of the texts
 */
export function readMetaScPrompts(source: SourceText): Readonly<Record<string, string>> | undefined {
  const isScript = Object.values(PROMPTS).some((variable) => assignmentOf(variable).test(source.text));
  if (!isScript) return undefined;
  const { critique, revision, metaCritique } = PROMPTS;
  const prompts = {
    critique: readTemplate(source, critique),
    revision: readTemplate(source, revision),
    metaCritique: readTemplate(source, metaCritique),
  };
  return {
    'prompts.yaml': stringify(prompts, { lineWidth: 0, blockQuote: 'literal' }),
    'system-prompt.txt': `${readTemplate(source, SYSTEM_PROMPT)}\n`,
  };
}

const assignmentOf = (variable: string) => new RegExp(`^[ \\t]*${variable}[ \\t]*=[ \\t]*\\(`, 'm');

function readTemplate({ text, file }: SourceText, variable: string): string {
  const found = assignmentOf(variable).exec(text);
  if (found === null) throw invalidFile(file, `expected ${variable} = (…), got none`, { help: CUT_OFF });
  const parts = readPythonText(text, found.index + found[0].length);
  if (typeof parts === 'string') throw invalidFile(file, `${variable}: ${parts}`, { help: CUT_OFF });
  return parts.map((part) => toNunjucks(part, `${file}: ${variable}`)).join('');
}

function toNunjucks(part: PythonPart, subject: string): string {
  if (typeof part === 'string') return literalInNunjucks(part);
  if (part.variable === SPEC) return '{{ spec }}';
  throw invalidFile(subject, `expected no field but {${SPEC}}, got {${part.variable}}`);
}

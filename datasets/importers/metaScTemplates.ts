import { invalidFile, refuseFaults } from '../../foundation/csv.ts';
import { literalInNunjucks } from './nunjucksText.ts';
import type { OutputTable } from './outputTable.ts';
import { readPythonStrings } from './pythonStrings.ts';
import { CUT_OFF, describeJson, parseSourceJson, type SourceText } from './sourceText.ts';

const PLACEHOLDER = '{prompt}';
const PYTHON_LIST = /^jailbreak_templates\s*=\s*\[/m;

/** Converts the reference code's Python module, or a JSON array of texts. */
export function convertMetaScTemplates({ text, file }: SourceText): OutputTable {
  const templates = PYTHON_LIST.test(text) ? readPythonTemplates(text, file) : readJsonTemplates(text, file);
  refuseFaults(
    file,
    templates.flatMap((template, index) => {
      if (!template.includes(PLACEHOLDER)) return [`template ${index}: expected ${PLACEHOLDER} in it, got none`];
      const first = templates.indexOf(template);
      return first === index ? [] : [`template ${index}: expected a unique one, got template ${first} again`];
    }),
  );
  return {
    columns: ['id', 'family', 'template'],
    rows: templates.map((template, index) => [
      `template-${String(index).padStart(2, '0')}`,
      'published',
      toNunjucks(template),
    ]),
  };
}

/** A template that renders to the published one, with the goal in its place and every other character unchanged. */
function toNunjucks(template: string): string {
  return template.split(PLACEHOLDER).map(literalInNunjucks).join('{{ goal }}');
}

function readPythonTemplates(text: string, file: string): readonly string[] {
  const { 0: opening, index } = PYTHON_LIST.exec(text) as RegExpExecArray;
  const read = readPythonStrings(text, index + opening.length);
  if (typeof read === 'string') throw invalidFile(file, `jailbreak_templates: ${read}`, { help: CUT_OFF });
  return read;
}

function readJsonTemplates(text: string, file: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) {
    const [start = ''] = text.trimStart().split('\n', 1);
    throw invalidFile(
      file,
      `expected a Python module with jailbreak_templates, or a JSON array of texts, got ${JSON.stringify(start.slice(0, 60))}`,
    );
  }
  const content = parseSourceJson(text, file);
  if (isTexts(content) && content.length > 0) return content;
  throw invalidFile(file, `expected a JSON array of texts with ${PLACEHOLDER}, got ${describeJson(content)}`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

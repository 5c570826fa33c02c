import nunjucks from 'nunjucks';
import { MetaScError, messageOf } from './errors.ts';
import { oneLine } from './excerpt.ts';

/** Renders one text. @throws MetaScError `TEMPLATE_FAILED` if it names a missing variable */
export type Template = (variables: Readonly<Record<string, unknown>>) => string;

const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true });

/**
 * Compiles a nunjucks template once, so that a syntax error shows at the start and not in the first row.
 *
 * @param subject the template in the user's terms: `prompts.critique`
 * @throws MetaScError `CONFIG_INVALID` on a syntax error
 */
export function compileTemplate(source: string, subject: string): Template {
  const template = compile(source, subject);
  return (variables) => {
    try {
      return template.render(variables);
    } catch (error) {
      throw new MetaScError(`${subject}: can't be rendered: ${reasonOf(error)}`, {
        code: 'TEMPLATE_FAILED',
        help: `Known here: ${namesOf(variables)}. Template: ${source}`,
      });
    }
  };
}

/** Without promptfoo's own variables, which begin with two underscores. */
function namesOf(variables: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(variables).filter((name) => !name.startsWith('__'));
  return names.join(', ') || 'no variables';
}

function compile(source: string, subject: string): nunjucks.Template {
  try {
    return new nunjucks.Template(source, environment, subject, true);
  } catch (error) {
    throw new MetaScError(`${subject}: expected a nunjucks template, got a syntax error: ${reasonOf(error)}`, {
      code: 'CONFIG_INVALID',
    });
  }
}

/** Without the lines in which nunjucks states the template's name and the position. */
function reasonOf(error: unknown): string {
  return oneLine(messageOf(error).replace(/^\(.*?\)/, ''));
}

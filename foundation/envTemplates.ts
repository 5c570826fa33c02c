import nunjucks from 'nunjucks';
import { MetaScError } from './errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

const ENV_BLOCK = /\{\{(?=[^{}]*\benv\.)[^{}]*\}\}/g;

/**
 * The value with every `{{ env.X }}` in its strings rendered, at any depth; other templates stay unchanged. Filters work:
 * `{{ env.JUDGE | default('local') }}`. promptfoo does the same for a config in the main file, but not for one from a
 * generator.
 *
 * @throws MetaScError `TEMPLATE_FAILED` when a variable without default is not set
 */
export function renderEnvTemplates<T>(value: T, env: Env): T {
  const engine = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true });
  const render = (part: unknown, path: string): unknown => {
    if (typeof part === 'string') return part.replace(ENV_BLOCK, (block) => renderBlock(engine, block, env, path));
    if (Array.isArray(part)) return part.map((item, index) => render(item, `${path}[${index}]`));
    if (typeof part !== 'object' || part === null) return part;
    const pathOf = (key: string) => (path === '' ? key : `${path}.${key}`);
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, render(item, pathOf(key))]));
  };
  return render(value, '') as T;
}

function renderBlock(engine: nunjucks.Environment, block: string, env: Env, path: string): string {
  try {
    return engine.renderString(block, { env });
  } catch (cause) {
    throw new MetaScError(`${path}: expected ${block} to render, got a variable that is not set or a faulty template`, {
      code: 'TEMPLATE_FAILED',
      help: "Set the variable, or write {{ env.X | default('…') }}.",
      cause,
    });
  }
}

import { renderEnvTemplates } from '../../../foundation/envTemplates.ts';
import { secretHash, shortHash } from '../../../foundation/hash.ts';
import type { RefOf } from '../modelRef.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A hash over all that decides what a provider answers: its id and, through `secretHash`, its whole config as rendered,
 * keys included, and the variables that it reads: those that the entry sets for itself, the one that holds its key, and
 * those that are named after its vendor.
 */
export function providerIdentity(ref: RefOf<'promptfoo'>, env: Env, processEnv: Env = process.env): string {
  const { id, config = {} } = ref;
  const variables = Object.entries(env).filter(
    ([name, value]) => value !== processEnv[name] || name === config.apiKeyEnvar || isOfVendor(name, id),
  );
  const { id: name, turns, config: rendered = {} } = renderedOf(ref, env);
  const isPlain = variables.length === 0 && Object.keys(rendered).length === 0;
  const secret = isPlain ? null : secretHash([rendered, Object.fromEntries(variables)], 64);
  return shortHash([name, turns ?? null, secret], 16);
}

/** Loading the provider is the place to complain of a variable that is not set. */
function renderedOf(ref: RefOf<'promptfoo'>, env: Env): RefOf<'promptfoo'> {
  try {
    return renderEnvTemplates(ref, env);
  } catch {
    return ref;
  }
}

/** The vendors whose variables are not named after their ids. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  bedrock: ['AWS'],
  sagemaker: ['AWS'],
  google: ['GOOGLE', 'GEMINI', 'PALM'],
  palm: ['GOOGLE', 'GEMINI', 'PALM'],
  vertex: ['GOOGLE', 'VERTEX'],
  huggingface: ['HF', 'HUGGING'],
  cloudflare: ['CLOUDFLARE', 'CF'],
};

/** `OPENAI_API_KEY` of `openai:chat:…`, `TOGETHER_API_KEY` of `togetherai:…`. What a project's own code reads is not known. */
function isOfVendor(variable: string, id: string): boolean {
  const [vendor = ''] = id.toLowerCase().split(/[^a-z0-9]/);
  const [first = ''] = variable.split('_');
  const named = first.length > 2 && (vendor.startsWith(first.toLowerCase()) || first.toLowerCase().startsWith(vendor));
  return vendor !== '' && (named || (OTHER_NAMES[vendor]?.includes(first) ?? false));
}

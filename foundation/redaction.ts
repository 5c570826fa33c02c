type Env = Readonly<Record<string, string | undefined>>;

const SECRET_NAME = /key|token|secret|password|credential/i;
const MIN_SECRET_CHARS = 8;

/** Whether an option or environment variable of this name may hold a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * The text with every secret replaced by `[secret]`: the values of environment variables that are named like one, and
 * of the given keys. Servers quote keys in their error messages, and those end up in result files.
 */
export function withoutSecrets(text: string, env: Env, ...keys: readonly (string | undefined)[]): string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return [...named, ...keys]
    .filter((secret) => secret !== undefined && secret.length >= MIN_SECRET_CHARS)
    .reduce<string>((redacted, secret) => redacted.replaceAll(secret ?? '', '[secret]'), text);
}

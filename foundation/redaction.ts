const SECRET_NAME = /key|token|secret|password|credential/i;
const MIN_SECRET_CHARS = 8;

/** Whether an option or environment variable of this name may hold a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * The text with every secret replaced by `[secret]`: the given ones, and the values of environment variables whose names
 * suggest a secret. Servers quote keys in error messages, which end up in result files.
 */
export function withoutSecrets(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly (string | undefined)[] = [],
): string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return [...named, ...secrets]
    .filter((secret) => secret !== undefined && secret.length >= MIN_SECRET_CHARS)
    .sort((a = '', b = '') => b.length - a.length)
    .reduce<string>((redacted, secret = '') => redacted.replaceAll(secret, '[secret]'), text);
}

/** A copy of the value without the fields whose names suggest a secret, at any depth. */
export function withoutSecretValues(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (isSecretName(key) ? undefined : part)));
}

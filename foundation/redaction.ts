const SECRET_NAME = /key|token|secret|password|credential/i;
const MIN_SECRET_CHARS = 8;

/** Whether an option or environment variable of this name may hold a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * The text with every secret replaced by `[secret]`: the key, and the values of environment variables whose names suggest
 * a secret. Servers quote keys in error messages, which end up in result files.
 */
export function withoutSecrets(text: string, env: Readonly<Record<string, string | undefined>>, key?: string): string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return [...named, key].reduce<string>(
    (redacted, secret = '') => (secret.length < MIN_SECRET_CHARS ? redacted : redacted.replaceAll(secret, '[secret]')),
    text,
  );
}

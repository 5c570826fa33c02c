/**
 * What promptfoo changes in the text of a variable: a template's opening (`{{`, `{%`, `{#`) and a comment's stray end,
 * one line end at the very end, and a text that begins like a file or a package to load. A brace directly before that
 * last line end counts too, because the escaped line end begins with `{{`.
 */
const READ_BY_PROMPTFOO = /\{(?=[{%#]|\n$)|#(?=\})|\n$|^f(?=ile:\/\/)|^p(?=ackage:)/g;

/**
 * Escapes a text so that promptfoo's rendering of a test's variable gives it back, character for character: it runs no
 * template in it, shows no environment variable and loads no file. Ordinary text stays unchanged.
 *
 * Only for a variable of a plain-text prompt (`{{prompt}}`): into a prompt that is a JSON document, promptfoo inserts
 * variables without rendering them. There, pass the text in an object instead (`{{prompt.text}}`), unescaped.
 */
export function escapeForPromptfoo(text: string): string {
  return text.replace(READ_BY_PROMPTFOO, (found) => `{{ ${JSON.stringify(found)} }}`);
}

/**
 * What promptfoo changes in the text of a variable: a template's opening (`{{`, `{%`, `{#`) and a comment's stray end,
 * one line end at the very end, and a text that begins like a file or a package to load. A brace directly before that
 * last line end counts too, for what it would be escaped to begins with `{{`.
 */
const READ_BY_PROMPTFOO = /\{(?=[{%#]|\n$)|#(?=\})|\n$|^f(?=ile:\/\/)|^p(?=ackage:)/g;

/**
 * Writes a text so that promptfoo's rendering of a test's variable gives it back, character for character: no template
 * in it is run, no environment variable shown, no file loaded. Ordinary text comes back as it is.
 *
 * For a variable of a plain-text prompt (`{{prompt}}`) only: inside a prompt that is a JSON document, promptfoo puts
 * variables in without rendering them. There, pass the text in an object instead (`{{prompt.text}}`), unescaped.
 */
export function escapeForPromptfoo(text: string): string {
  return text.replace(READ_BY_PROMPTFOO, (found) => `{{ ${JSON.stringify(found)} }}`);
}

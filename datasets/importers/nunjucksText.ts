/** A piece of a nunjucks template that renders to this text, whatever braces it holds. */
export function literalInNunjucks(text: string): string {
  return text.replaceAll(/\{|#(?=\})/g, (found) => `{{ "${found}" }}`);
}

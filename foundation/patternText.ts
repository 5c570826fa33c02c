/** The text with one spelling of quotation marks: `'` and `"`. */
export function straightQuotes(text: string): string {
  return text.replace(/[\u2018\u2019\u201B\u02BC\u00B4]/g, "'").replace(/[\u201C-\u201F\u00AB\u00BB]/g, '"');
}

/** A pattern that matches just this text. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A text as data between marks, for a model that is told so; marks inside it are neutralized. */
export const quoted = (text: string): string => `<<<\n${text.replace(/<{3,}/g, '((').replace(/>{3,}/g, '))')}\n>>>`;

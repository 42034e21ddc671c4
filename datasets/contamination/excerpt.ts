/** UTF-16 units of an excerpt. */
export const LONGEST_EXCERPT = 160;

/** Control characters, lone surrogates, and marks that turn the direction of the text around them. */
const invisible = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The beginning of a text on one line, fit for a terminal. */
export function excerpt(text: string): string {
  const start = text
    .slice(0, 4 * LONGEST_EXCERPT)
    .replace(/\s+/g, ' ')
    .trim();
  const shown =
    start.length > LONGEST_EXCERPT
      ? `${start.slice(0, LONGEST_EXCERPT - 1).replace(/[\ud800-\udbff]$/, '')}…`
      : start;
  return shown.replace(invisible, (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

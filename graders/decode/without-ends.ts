/** `text[1:-1]`: the text without its first and its last code point. */
export function withoutEnds(text: string): string {
  const first = widthAt(text, 0);
  const last = widthAt(text, text.length - 2);
  return text.slice(first, Math.max(first, text.length - last));
}

/** Without the `"` or `'` that stands at both ends, if one does (a single one is both). */
export function withoutQuotes(text: string): string {
  const isQuoted = ['"', "'"].some((quote) => text.startsWith(quote) && text.endsWith(quote));
  return isQuoted ? text.slice(1, -1) : text;
}

/** UTF-16 units of the code point that starts at `offset`; 1 where none does. */
function widthAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

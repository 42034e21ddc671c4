/** Control characters but line breaks, lone surrogates, marks that turn the direction of the text around them, and blanks without a width. */
const invisible =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/** Text that neither steers a terminal nor misleads the eye: what cannot be seen is written as `\u` and hex digits. */
export function visible(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(invisible, (character) =>
      character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

/** At most so many UTF-16 units and what tells that there were more; no surrogate pair is parted. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** At most so many UTF-16 units of start and end, for names that differ at either; no surrogate pair is parted. */
export function abridged(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(text.length - Math.floor((most - 1) / 2)).replace(/^[\udc00-\udfff]/, '');
  return `${shortened(text, Math.ceil((most + 1) / 2))}${end}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** One line of text that Markdown (GitHub's) reads as nothing but text, in a table's cell too. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<>|~&$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^([#+=-]|\d+(?=[.)](?:\s|$)))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** A block of text as it is, whatever fences it has itself. */
export function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}text\n${visible(text)}\n${fence}\n`;
}

/** Private characters around a value in a text under construction: nothing between them may be changed. */
const OPEN = '\uE000';
const CLOSE = '\uE001';

export function marked(value: string): string {
  return `${OPEN}${value}${CLOSE}`;
}

/** Blanks filled in; `{Noun}` with a capital is filled with `noun` and a capital letter. */
export function fill(template: string, fills: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole: string, blank: string) => {
    const exact = fills[blank];
    if (exact !== undefined) return exact;
    const lower = fills[blank.charAt(0).toLowerCase() + blank.slice(1)];
    return lower === undefined ? whole : capitalised(lower);
  });
}

function capitalised(text: string): string {
  return text.startsWith(OPEN) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Everything outside of values changed. */
function outside(text: string, change: (part: string) => string): string {
  return text
    .split(/(\uE000[^\uE001]*\uE001)/)
    .map((part) => (part.startsWith(OPEN) ? part : change(part)))
    .join('');
}

/** Sentences put in shape: spaces, stops, articles, capitals at their beginnings. */
export function tidied(text: string): string {
  const spaced = outside(text, (part) =>
    part
      .replaceAll(/ {2,}/g, ' ')
      .replaceAll(/ +([,.;?!:])/g, '$1')
      .replaceAll(/,+(?=[,.;?!])/g, '')
      .replaceAll(/([.!?])\.(?=\s|$)/g, '$1')
      .replaceAll(/\( /g, '(')
      .replaceAll(/\b([Aa]) (?=[aeio]\w)/g, '$1n '),
  );
  return withCapitals(spaced.replaceAll(/([.!?]["']?\uE001["']?)\./g, '$1')).trim();
}

function withCapitals(text: string): string {
  return text.replaceAll(
    /\uE000[^\uE001]*\uE001|(^|[.!?]["')]? |\n)([a-z])/g,
    (whole: string, before: string | undefined, letter: string | undefined) =>
      letter === undefined ? whole : (before ?? '') + letter.toUpperCase(),
  );
}

/** With a stop at the end where there is none, so that something can follow. */
export function stopped(text: string): string {
  return /[.?!…,:]["')\uE001]*$/.test(text) ? text : `${text}.`;
}

export function lowerCased(text: string): string {
  return outside(text, (part) => part.toLowerCase());
}

/** In small letters without stops at the ends of sentences, as people type in a hurry. */
export function hurried(text: string): string {
  return outside(lowerCased(text), (part) => part.replaceAll(/[.!](?= |$)/g, ',')).replace(/,$/, '');
}

export function unmarked(text: string): string {
  return text.replaceAll(/[\uE000\uE001]/g, '');
}

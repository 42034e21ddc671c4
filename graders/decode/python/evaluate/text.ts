/** The characters of a text as Python counts them. */
export function characters(text: string): string | readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
}

/** The order of two texts by code points: negative, 0 or positive. */
export function compareTexts(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return sortWeight(x) - sortWeight(y);
  }
  return a.length - b.length;
}

/** UTF-16 units of a surrogate pair sort above all others; but not those of stand-ins for surrogates. */
function sortWeight(unit: number): number {
  const isOfStandIn = unit === 0xdbf6 || unit === 0xdbf7;
  return (unit & 0xf800) === 0xd800 && !isOfStandIn ? unit + 0x10000 : unit;
}

export function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

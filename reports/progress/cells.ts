import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text on at most so many cells of a terminal (0 or more): what is too much is left out at the end, or in the middle. */
export function shortenedToCells(text: string, cells: number, place: 'end' | 'middle' = 'end'): string {
  if (stringWidth(text) <= cells) return text;
  if (cells < 1) return '';
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const room = cells - 1;
  const head = leading(parts, place === 'end' ? room : Math.ceil(room / 2));
  const tail =
    place === 'end' ? [] : leading(parts.toReversed(), room - stringWidth(head.join(''))).toReversed();
  return [...head, '…', ...tail].join('');
}

function leading(parts: readonly string[], cells: number): string[] {
  let left = cells;
  const end = parts.findIndex((part) => {
    left -= stringWidth(part);
    return left < 0;
  });
  return parts.slice(0, end);
}

export function paddedToCells(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - stringWidth(text)));
}

import type { DateMention, TimeMention } from './mentions.ts';
import type { Leaf } from './parameters.ts';

const names = 'January February March April May June July August September October November December'.split(
  ' ',
);

const two = (value: number): string => String(value).padStart(2, '0');

/** A day as a leaf's format, description and examples ask for it: ISO where they say nothing. None for a day without a year. */
export function dateTexts(
  { year, month, day }: DateMention,
  leaf: Leaf,
  times: readonly TimeMention[],
): string[] {
  if (year === 0) return [];
  const iso = `${year}-${two(month)}-${two(day)}`;
  if (leaf.format === 'date-time') {
    return times.length === 0
      ? [`${iso}T00:00:00`]
      : times.map(({ hour, minute }) => `${iso}T${two(hour)}:${two(minute)}:00`);
  }
  const asked = `${leaf.description} ${leaf.examples.join(' ')}`;
  if (/mm[/-]dd[/-]yyyy|\b\d\d\/(?:1[3-9]|2\d|3[01])\/\d{4}/i.test(asked))
    return [`${two(month)}/${two(day)}/${year}`];
  if (/dd[/]mm[/]yyyy|\b(?:1[3-9]|2\d|3[01])\/\d\d\/\d{4}/i.test(asked))
    return [`${two(day)}/${two(month)}/${year}`];
  if (/dd[-]mm[-]yyyy/i.test(asked)) return [`${two(day)}-${two(month)}-${year}`];
  if (/\b(?:month|[A-Z][a-z]+) \d{1,2}, \d{4}/.test(asked))
    return [`${names[month - 1] ?? ''} ${day}, ${year}`];
  return [iso];
}

/** A time of day in 24 hours, with seconds where the leaf asks for them; in 12 hours where its examples do. */
export function timeTexts({ hour, minute }: TimeMention, leaf: Leaf): string[] {
  const asked = `${leaf.format} ${leaf.description} ${leaf.examples.join(' ')}`;
  const plain = `${two(hour)}:${two(minute)}`;
  if (/hh:mm:ss|\d\d:\d\d:\d\d/i.test(asked) || leaf.format === 'time') return [`${plain}:00`, plain];
  if (/\d\s?[ap]m\b/i.test(asked))
    return [`${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`, plain];
  return [plain];
}

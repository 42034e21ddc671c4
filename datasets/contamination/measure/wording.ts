import type { Chance } from '../../random.ts';

/** About a share of the words left out, at least one. */
export function withoutWords(text: string, share: number, chance: Chance): string {
  const words = text.split(/\s+/);
  const gone = new Set<number>();
  const most = Math.max(1, Math.round(share * words.length));
  while (gone.size < Math.min(most, words.length)) gone.add(chance.below(words.length));
  return words.filter((_, index) => !gone.has(index)).join(' ');
}

/** The words in other case, without signs at their ends. */
export function inOtherCase(text: string): string {
  return text
    .toUpperCase()
    .split(/\s+/)
    .map((word) => word.replace(/[.,!?;:]+$/, ''))
    .join('  ');
}

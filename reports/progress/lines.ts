import { oneLine } from '../escape.ts';
import { costText, leftText, percentText, rateText, tokensText } from './amounts.ts';
import {
  doneOf,
  type CategoryProgress,
  type ModelProgress,
  type ProgressCount,
  type ProgressSnapshot,
} from './snapshot.ts';

/** What a model is about to do, as a line for a log: no control characters, as in all of these. */
export function planLine({ model, categories, total, kept }: ModelProgress): string {
  const before = kept === 0 ? '' : `, ${kept} of them done before`;
  const where = categories.length === 1 ? '1 category' : `${categories.length} categories`;
  return `${oneLine(model)}: ${total} tasks in ${where}${before}\n`;
}

/** How far a run is, all models together. */
export function progressLine({ models, all }: ProgressSnapshot): string {
  const [first] = models;
  const name = models.length === 1 && first !== undefined ? oneLine(first.model) : 'all models';
  const left = leftText(all);
  const parts = [rateText(all), ...usedParts(all), left === '' ? '' : `${left} left`];
  return line(`${name}: ${doneOf(all)} of ${all.total} done (${percentText(all)})`, parts);
}

/** A category in which nothing is left to do. */
export function categoryLine(model: string, count: CategoryProgress): string {
  const { category, total, kept, answered } = count;
  return line(
    `${oneLine(model)}, ${oneLine(category)} finished: ${kept + answered} of ${total} answered`,
    usedParts(count),
  );
}

function usedParts(count: ProgressCount): string[] {
  const tokens = tokensText(count);
  return [
    count.failed === 0 ? '' : `${count.failed} failed`,
    tokens === '' ? '' : `${tokens} tokens`,
    costText(count),
  ];
}

function line(start: string, parts: readonly string[]): string {
  return `${[start, ...parts.filter((part) => part !== '')].join(', ')}\n`;
}

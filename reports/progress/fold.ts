import { stageOf, sumOfCounts, type ProgressCount, type ProgressSnapshot } from './snapshot.ts';

/** A line of the display. */
export type ProgressRow = {
  readonly name: string;
  /** 1 for what belongs to the model above. */
  readonly depth: 0 | 1;
  /** Whether it stands for several. */
  readonly isFold: boolean;
  readonly count: ProgressCount;
};

type Item = { readonly name: string; readonly count: ProgressCount };

/**
 * Models, and categories of those models that are at work. What is done and what is not begun is one line each, but for
 * what has failures.
 * @param most lines to be had
 */
export function foldedRows({ models, all }: ProgressSnapshot, most: number): ProgressRow[] {
  const sum = models.length > 1 ? [{ name: 'all models', depth: 0, isFold: false, count: all } as const] : [];
  const items = models.map((model) => ({ name: model.model, count: model, categories: model.categories }));
  const lines = foldedItems(items, most - sum.length);
  let open = lines.filter(({ item }) => item !== undefined && isOfNote(item.count)).length;
  let left = most - sum.length - lines.length;
  const rows = lines.flatMap(({ item, ...line }): ProgressRow[] => {
    const row = { ...line, depth: 0 as const };
    if (item === undefined || !isOfNote(item.count)) return [row];
    const categories = item.categories.map((count) => ({ name: count.category, count }));
    const inner = foldedItems(categories, Math.floor(left / open));
    open -= 1;
    left -= inner.length;
    return [row, ...inner.map(({ name, isFold, count }) => ({ name, isFold, count, depth: 1 as const }))];
  });
  return [...rows, ...sum];
}

function isOfNote(count: ProgressCount): boolean {
  return count.failed > 0 || stageOf(count) === 'running';
}

type Line<Of> = Item & { readonly isFold: boolean; readonly item: Of | undefined };

function foldedItems<Of extends Item>(items: readonly Of[], most: number): Line<Of>[] {
  const ofNote = items.filter(({ count }) => isOfNote(count));
  const rest = items.filter(({ count }) => !isOfNote(count));
  const inStage = (stage: string) => rest.filter(({ count }) => stageOf(count) === stage);
  const lines = [
    ...fold(inStage('done'), 'done'),
    ...ofNote.map(lineOf),
    ...fold(inStage('not begun'), 'not begun'),
  ];
  if (lines.length <= most) return lines;
  if (most < 2 || ofNote.length === 0) return [];
  const isRunning = ({ count }: Of) => stageOf(count) === 'running';
  const byUse = [...ofNote.filter(isRunning), ...ofNote.filter((item) => !isRunning(item))];
  const shown = new Set(byUse.slice(0, most - 1));
  const others = items.filter((item) => !shown.has(item));
  return [...[...shown].map(lineOf), ...fold(others, 'more')];
}

function lineOf<Of extends Item>(item: Of): Line<Of> {
  return { name: item.name, count: item.count, isFold: false, item };
}

/** One alone stands for itself. */
function fold<Of extends Item>(items: readonly Of[], label: string): Line<Of>[] {
  if (items.length < 2) return items.map(lineOf);
  const count = sumOfCounts(items.map((item) => item.count));
  return [{ name: `${items.length} ${label}`, count, isFold: true, item: undefined }];
}

import { candidatesFor } from './candidates.ts';
import type { Leaf } from './parameters.ts';
import type { Question } from './question.ts';
import { measureAt } from './units.ts';
import { sortOfLeaf } from './value-mentions.ts';

/** Whether the question holds a value that is of the leaf's sort by more than being a word or a number. */
export function isFitting(question: Question, leaf: Leaf): boolean {
  const { tokens, numbers, dates, times } = question;
  const sort = sortOfLeaf(leaf);
  if (sort === 'choice') return candidatesFor(question, leaf).some(({ spans }) => spans.length > 0);
  if (sort === 'day') return dates.length > 0;
  if (sort === 'time') return times.length > 0;
  if (sort === 'number') {
    const { measures } = leaf;
    return (
      measures.size > 0 && numbers.some(({ from, to }) => measures.has(measureAt(tokens, from, to) ?? ''))
    );
  }
  return false;
}

/** Of a tool: the share of its required leaves, and the number of all, that find a value of their own sort. */
export function typedFit(
  question: Question,
  leaves: readonly Leaf[],
): { readonly required: number; readonly all: number } {
  const fitting = leaves.filter((leaf) => isFitting(question, leaf));
  const needed = leaves.filter(({ isRequired }) => isRequired).length;
  const found = fitting.filter(({ isRequired }) => isRequired).length;
  return { required: needed === 0 ? 0 : found / needed, all: fitting.length };
}

import type { ComparisonRecord, Difference } from '../../../datasets/index.ts';
import { hashOf, initialState } from '../browsing/state.ts';
import { tableBlock, textBlock, type Block, type Section } from '../../page/document.ts';

/** Outcomes with a row of their own; of more, the rarest are counted together. */
const most = 12;
const others = 'others (';

/** What became of every outcome of the first run. */
export function confusions(record: ComparisonRecord): Section {
  return {
    id: 'confusion',
    title: 'Outcomes of the base that became others',
    blocks: [
      textBlock(
        'Rows are outcomes of the base, columns those of the candidate, of all tasks graded in both; of repeats the first one counts. The stronger the shade of a cell, the more tasks; what both pass is told, not shaded.',
      ),
      ...leads(record),
      ...record.differences.map((difference) => confusion(difference, record)),
    ],
  };
}

/** Links lead to tasks that lie in the page. */
function leads({ entries, entries_left_out: left }: ComparisonRecord): Block[] {
  if (entries.length === 0) return [];
  const more = Object.keys(left).length === 0 ? '' : ', as far as they are in this page';
  return [textBlock(`What only one of them passes leads to those tasks${more}.`)];
}

function confusion(
  { base, candidate, confusion: all }: Difference,
  { runs, entries }: ComparisonRecord,
): Block {
  const { outcomes, counts } = folded(all);
  const isBothPass = (row: number, column: number) => outcomes[row] === 'pass' && outcomes[column] === 'pass';
  const shaded = counts.flatMap((row, at) => row.filter((_, column) => !isBothPass(at, column)));
  const darkest = Math.max(1, ...shaded);
  const shades = counts.map((row, at) =>
    row.map((count, column) => (isBothPass(at, column) ? 0 : Math.sqrt(count / darkest))),
  );
  const name = (place: number) => runs[place]?.name ?? '';
  return {
    ...tableBlock(
      `${name(base)} (rows) and ${name(candidate)} (columns)`,
      ['Base ↓ candidate →', ...outcomes],
      counts.map((row, at) => [outcomes[at] ?? '', ...row.map((count) => (count === 0 ? '·' : count))]),
    ),
    shades,
    links: counts.map((row, at) =>
      row.map((count, column) =>
        count === 0 || entries.length === 0 ? null : linkOf(outcomes, [at, column], candidate),
      ),
    ),
  };
}

/** To the tasks that only one of both passes, by the other's error type. */
function linkOf(
  outcomes: readonly string[],
  [row, column]: readonly [number, number],
  run: number,
): string | null {
  const [before = '', after = ''] = [outcomes[row], outcomes[column]];
  const isOther = (outcome: string) => outcome.startsWith(others);
  if ((before === 'pass') === (after === 'pass') || isOther(before) || isOther(after)) return null;
  return before === 'pass'
    ? hashOf({ ...initialState, run, outcome: 'lost', error: after })
    : hashOf({ ...initialState, run, outcome: 'gained', error: before });
}

/** Outcomes come in falling order: the last ones are summed up. */
function folded({ outcomes, counts }: Difference['confusion']): Difference['confusion'] {
  if (outcomes.length <= most) return { outcomes, counts };
  const kept = outcomes.slice(0, most - 1);
  const place = (index: number) => Math.min(index, most - 1);
  const sums = Array.from({ length: most }, () => Array.from({ length: most }, () => 0));
  counts.forEach((row, at) => {
    row.forEach((count, column) => {
      const target = sums[place(at)];
      if (target !== undefined) target[place(column)] = (target[place(column)] ?? 0) + count;
    });
  });
  return { outcomes: [...kept, `${others}${outcomes.length - kept.length} types)`], counts: sums };
}

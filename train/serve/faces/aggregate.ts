import { quantile } from '../../../bench/index.ts';

const TASK = '_ng_task_index';
const ROLLOUT = '_ng_rollout_index';

type Row = Readonly<Record<string, unknown>>;

/** Mean, least, greatest, median and standard deviation (of a sample) of every number in rows, of all and of each task. */
export function aggregated(rows: readonly Row[]) {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const task = Number(row[TASK] ?? 0);
    push(groups, task, row);
  }
  const all = spreads(rows);
  return {
    group_level_metrics: [...groups]
      .sort(([a], [b]) => a - b)
      .map(([task, some]) => ({ [TASK]: task, num_rollouts: some.length, ...spreads(some) })),
    agent_metrics: all,
    key_metrics: Object.fromEntries(
      Object.entries(all).filter(([name]) => name === 'mean/reward' || name === 'mean/passed'),
    ),
  };
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function spreads(rows: readonly Row[]): Record<string, number> {
  const columns = new Map<string, number[]>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (name === TASK || name === ROLLOUT || (typeof value !== 'number' && typeof value !== 'boolean'))
        continue;
      push(columns, name, Number(value));
    }
  }
  return Object.fromEntries(
    [...columns].flatMap(([name, values]) =>
      Object.entries(spreadOf(values)).map(([kind, value]) => [`${kind}/${name}`, value]),
    ),
  );
}

function spreadOf(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const at = (share: number) => quantile(sorted, share);
  return { mean, max: at(1), min: at(0), median: at(0.5), std: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}

import type { BlindSpot, LeakKind } from '../contamination-record.ts';
import type { Benchmark, ItemKind } from './benchmark.ts';
import { SHORT } from './text-index.ts';
import { LEAST_VALUES } from './state-index.ts';

type Spot = {
  readonly kind: LeakKind;
  readonly of: ItemKind;
  readonly what: string;
  readonly canFind: (item: number) => boolean;
};

/** What of a benchmark each kind of hit cannot find even where it is copied word for word. */
export function blindSpots(benchmark: Benchmark): {
  readonly spots: BlindSpot[];
  readonly blindToAll: number;
} {
  const spots = spotsOf(benchmark);
  const seen = spots.map((spot) => entriesSeen(benchmark, spot));
  const entries = benchmark.entries.length;
  const seenByAny = new Set(seen.flatMap((some) => [...some]));
  return {
    spots: spots.map((spot, index) => {
      const items = [...Array(benchmark.items[spot.of].count).keys()];
      return {
        kind: spot.kind,
        what: spot.what,
        items: items.length,
        blind_items: items.filter((item) => !spot.canFind(item)).length,
        blind_entries: entries - (seen[index]?.size ?? 0),
        entries,
      };
    }),
    blindToAll: entries - seenByAny.size,
  };
}

function entriesSeen({ items }: Benchmark, { of, canFind }: Spot): ReadonlySet<number> {
  const seen = new Set<number>();
  for (let item = 0; item < items[of].count; item++) {
    if (!canFind(item)) continue;
    for (const entry of items[of].entriesOf(item)) seen.add(entry);
  }
  return seen;
}

function spotsOf({ schemas, calls, states, texts }: Benchmark): readonly Spot[] {
  return [
    {
      kind: 'schema',
      of: 'tools',
      what: 'function docs without parameters',
      canFind: (item) => typeof schemas.shape(item)?.fingerprint === 'string',
    },
    {
      kind: 'near_schema',
      of: 'tools',
      what: 'function docs too common in words and parameter names',
      canFind: (item) => schemas.canFindNear(item),
    },
    {
      kind: 'call',
      of: 'calls',
      what: 'ground-truth calls without distinctive arguments',
      canFind: (item) => calls.canFind(item),
    },
    {
      kind: 'state',
      of: 'states',
      what: `initial states of fewer than ${LEAST_VALUES} values`,
      canFind: (item) => states.canFind(item),
    },
    {
      kind: 'text',
      of: 'texts',
      what: `questions of fewer than ${SHORT} words or common ones, amid other words`,
      canFind: (item) => texts.canFindAmidWords(item),
    },
    {
      kind: 'text',
      of: 'texts',
      what: 'questions too short or common to be found even by themselves',
      canFind: (item) => texts.canFind(item),
    },
  ];
}

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ownSpecsFolder,
  readSpecs,
  ToolTreeSchema,
  type ToolSpec,
  type ToolTree,
} from '../../datasets/index.ts';
import { buildToolTree, defaultTreeOptions } from './build-tree.ts';
import { clusterByThreshold } from './clusters.ts';
import { pairParameters } from './merge.ts';
import { verbOf, wordsOf } from './terms.ts';
import { cosine, vectorsOf } from './vectors.ts';

test.each([
  ['listSeatMaps', ['list', 'seat', 'maps']],
  ['trips.search', ['trips', 'search']],
  ['HTTPProbe_v2', ['http', 'probe', 'v2']],
  ['Où est-il?', ['où', 'est', 'il']],
])('%s is read as words', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ['trips.search', '', 'look-up'],
  ['callOffOrder', '', 'stop'],
  ['calories_for_activity', 'Estimates what an exercise burns.', 'work-out'],
  ['bolt', 'Doors that search and send.', undefined],
])('%s does what its name or first word says', (name, description, verb) => {
  expect(verbOf({ name, description })).toBe(verb);
});

describe('vectors', () => {
  test('of equal terms point the same way, of none in common apart', () => {
    const [a, b, c] = vectorsOf([new Map([['x', 1]]), new Map([['x', 1]]), new Map([['y', 2]])]);
    expect(cosine(a ?? new Map(), b ?? new Map())).toBeCloseTo(1, 12);
    expect(cosine(a ?? new Map(), c ?? new Map())).toBe(0);
  });

  test('have length 1', () => {
    const terms = fc.array(
      fc.tuple(fc.string({ minLength: 1, maxLength: 2 }), fc.double({ min: 0.1, max: 9, noNaN: true })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(fc.array(terms, { minLength: 1 }), (documents) => {
        for (const vector of vectorsOf(documents.map((document) => new Map(document)))) {
          expect(Math.hypot(...vector.values())).toBeCloseTo(1, 9);
        }
      }),
    );
  });
});

describe('clusters', () => {
  /** Points on a line; the nearer, the more alike. */
  const alike = (points: readonly number[]) => (a: number, b: number) =>
    1 / (1 + Math.abs((points[a] ?? 0) - (points[b] ?? 0)));

  test('join what is alike on average and leave the rest alone', () => {
    expect(clusterByThreshold(5, alike([0, 10, 0.5, 10.5, 99]), 0.5)).toEqual([[0, 2], [1, 3], [4]]);
  });

  test('hold every item once, in order, whatever the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (points, threshold) => {
          const clusters = clusterByThreshold(points.length, alike(points), threshold);
          expect(clusters.flat().sort((a, b) => a - b)).toEqual([...points.keys()]);
          for (const cluster of clusters) expect(cluster).toEqual(cluster.toSorted((a, b) => a - b));
        },
      ),
    );
  });
});

function tool(
  service: string,
  properties: ToolSpec['parameters']['properties'],
  changes: Partial<ToolSpec> = {},
): ToolSpec {
  return {
    id: `${service}#findBoats`,
    name: 'findBoats',
    description: 'Find boats for hire.',
    domain: 'boats',
    service,
    parameters: { type: 'object', properties, required: [] },
    returns: null,
    origin: '',
    notes: [],
    ...changes,
  };
}

test('parameters pair off by type and meaning, each once', () => {
  const kept = tool('a', {
    city: { type: 'string' },
    people: { type: 'integer' },
    day: { type: 'string', format: 'date' },
  });
  const dropped = tool('b', {
    guests: { type: 'number' },
    location: { type: 'string' },
    when: { type: 'boolean' },
  });
  expect(pairParameters(kept, dropped)).toEqual({ city: 'location', people: 'guests' });
  expect(
    pairParameters(kept, tool('c', { when: { type: 'boolean' }, on: { type: 'boolean' } })),
  ).toBeUndefined();
});

test('tools that do the same in one domain become one, those of one service or of two domains never', () => {
  const city = { city: { type: 'string' } } as const;
  const merges = (specs: ToolSpec[]) =>
    buildToolTree(specs, { ...defaultTreeOptions, clusterThreshold: 0 }).merges;
  const better = tool('b', { town: { type: 'string', description: 'The town' } });
  const others = [tool('c', city, { id: 'c#cancel', name: 'cancelHire', description: 'Cancel a hire.' })];
  expect(merges([tool('a', city), better, ...others])).toEqual([
    expect.objectContaining({ kept: 'b#findBoats', dropped: 'a#findBoats', parameters: { town: 'city' } }),
  ]);
  expect(merges([tool('a', city), tool('a', city, { id: 'a#other' }), ...others])).toEqual([]);
  expect(merges([tool('a', city), tool('b', city, { domain: 'ships' }), ...others])).toEqual([]);
});

describe('the tree of the documents of this project', () => {
  let specs: ToolSpec[] = [];
  let tree: ToolTree;
  beforeAll(async () => {
    specs = await readSpecs([ownSpecsFolder()]);
    tree = buildToolTree(specs, defaultTreeOptions);
  });

  test('holds every tool once: in a cluster, or merged into one that is', () => {
    const kept = tree.clusters.flatMap(({ tools }) => tools);
    const dropped = tree.merges.map((merge) => merge.dropped);
    expect([...kept, ...dropped].sort()).toEqual(specs.map(({ id }) => id).sort());
    expect(new Set(kept)).toEqual(new Set(tree.tools.map(({ id }) => id)));
    for (const merge of tree.merges) expect(kept).toContain(merge.kept);
  });

  test('has clusters that are about one domain for the most part, and merges the redundant', () => {
    const domainOf = new Map(specs.map(({ id, domain }) => [id, domain]));
    const majority = tree.clusters.map(({ tools }) => {
      const counts = new Map<string | undefined, number>();
      for (const id of tools) counts.set(domainOf.get(id), (counts.get(domainOf.get(id)) ?? 0) + 1);
      return Math.max(...counts.values());
    });
    expect(majority.reduce((sum, count) => sum + count, 0) / tree.tools.length).toBeGreaterThan(0.9);
    expect(tree.merges.length).toBeGreaterThan(3);
  });

  test('is a record that can be read back, the same for the same seed', () => {
    expect(ToolTreeSchema.parse(JSON.parse(JSON.stringify(tree)))).toEqual(tree);
    expect(buildToolTree(specs, defaultTreeOptions)).toEqual(tree);
  });

  test('holds out a quarter of the domains, others for another seed', () => {
    const { training, heldOut } = tree.domains;
    expect([...training, ...heldOut].sort()).toEqual([...new Set(specs.map(({ domain }) => domain))].sort());
    expect(heldOut).toHaveLength(Math.round((training.length + heldOut.length) / 4));
    expect(buildToolTree(specs, { ...defaultTreeOptions, seed: 2 }).domains.heldOut).not.toEqual(heldOut);
  });
});

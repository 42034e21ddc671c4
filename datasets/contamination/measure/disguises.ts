import type { Chance } from '../../random.ts';
import type { LeakKind } from '../../contamination-record.ts';
import type { Benchmark } from '../benchmark.ts';
import { CallIndex } from '../call-index.ts';
import { LEAST_VALUES, valuesIn } from '../state-index.ts';
import { shapeOf } from '../tool-shape.ts';
import { callDisguises } from './call-disguises.ts';
import type { RowParts } from './clean-rows.ts';
import { schemaDisguises } from './schema-disguises.ts';
import type { Source, Sources } from './sources.ts';
import { stateDisguises } from './state-disguises.ts';
import { textDisguises } from './text-disguises.ts';

/** What is put into a clean row. */
export type Plant = Partial<RowParts>;

/** A way in which something of the benchmark may come to stand in training data. */
export type Disguise<Item> = {
  readonly name: string;
  /** @returns undefined where an item has nothing to be disguised so, such as a parameter to be renamed */
  readonly plant: (item: Item, chance: Chance) => Plant | undefined;
};

/** Disguises of one kind, and what finds them. */
export type Family = {
  readonly kind: LeakKind;
  /** Hits of these kinds count as found. */
  readonly foundBy: readonly LeakKind[];
  readonly disguises: readonly { readonly name: string; readonly draw: Draw }[];
};

/** What was drawn, and whether it could not be found though it were copied word for word. */
type Drawn = { readonly entry: string; readonly plant: Plant; readonly isBlind: boolean };

/** Draws an item and plants it. */
type Draw = (sources: Sources, chance: Chance, benchmark: Benchmark) => Drawn;

/** Draws until an item can be disguised so: at most so often. */
const MOST_DRAWS = 1000;

function drawn<Item>(
  sourcesIn: (sources: Sources) => readonly Source<Item>[],
  disguises: readonly Disguise<Item>[],
  isBlind: (item: Item, benchmark: Benchmark) => boolean,
): Family['disguises'] {
  return disguises.map(({ name, plant }) => ({
    name,
    draw: (sources, chance, benchmark) => {
      for (let draw = 0; draw < MOST_DRAWS; draw++) {
        const { entry, item } = chance.pick(sourcesIn(sources));
        const planted = plant(item, chance);
        if (planted !== undefined) return { entry, plant: planted, isBlind: isBlind(item, benchmark) };
      }
      throw new RangeError(`nothing can be disguised as "${name}"`);
    },
  }));
}

const { equal, near } = schemaDisguises;

/** Each by an index of its own of nothing but the item, where what it finds does not hang on other items. */
export const families: readonly Family[] = [
  {
    kind: 'schema',
    foundBy: ['schema'],
    disguises: drawn(
      ({ tools }) => tools,
      equal,
      (doc) => shapeOf(doc).fingerprint === null,
    ),
  },
  {
    kind: 'near_schema',
    foundBy: ['schema', 'near_schema'],
    disguises: drawn(
      ({ tools }) => tools,
      near,
      (doc, { schemas }) => schemas.findNear(shapeOf(doc)) === undefined,
    ),
  },
  {
    kind: 'call',
    foundBy: ['call'],
    disguises: drawn(
      ({ calls }) => calls,
      callDisguises,
      (call, { calls }) => !new CallIndex(calls.leastWeight, [call]).canFind(0),
    ),
  },
  {
    kind: 'state',
    foundBy: ['state'],
    disguises: drawn(
      ({ states }) => states,
      stateDisguises,
      ({ state }) => valuesIn(state).size < LEAST_VALUES,
    ),
  },
  {
    kind: 'text',
    foundBy: ['text'],
    disguises: drawn(
      ({ texts }) => texts,
      textDisguises,
      (text, { texts }) => !texts.canFind(texts.add(text)),
    ),
  },
];

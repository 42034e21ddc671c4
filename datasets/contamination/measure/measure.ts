import { chanceAt } from '../../random.ts';
import { InputError } from '../../command.ts';
import type { Suite } from '../../suite.ts';
import { openBenchmark, type Benchmark } from '../benchmark.ts';
import type { Leak, LeakKind } from '../../contamination-record.ts';
import type { Thresholds } from '../thresholds.ts';
import { cleanRows, type RowParts } from './clean-rows.ts';
import { families, type Plant } from './disguises.ts';
import { rowFormats, type RowFormat } from './row-formats.ts';
import { sourcesOf } from './sources.ts';

export type Planted = {
  /** Counted from 1. */
  readonly row: number;
  readonly kind: LeakKind;
  readonly disguise: string;
  readonly format: RowFormat;
  readonly entry: string;
  /** It could not be found though it were copied word for word. */
  readonly isBlind: boolean;
};

export type PlantedFile = {
  readonly benchmark: Benchmark;
  readonly lines: readonly string[];
  readonly planted: readonly Planted[];
};

const formats = Object.keys(rowFormats) as RowFormat[]; // the table's own keys

/**
 * Rows of clean data in all formats, in which leaks of a benchmark are planted: for every kind and disguise so many, in
 * rows that the seed decides.
 */
export async function plantedRows(
  suite: Suite,
  thresholds: Thresholds,
  { rows, each, seed }: { readonly rows: number; readonly each: number; readonly seed: number },
): Promise<PlantedFile> {
  const benchmark = await openBenchmark(suite, thresholds);
  const sources = await sourcesOf(suite);
  const clean = await cleanRows();
  const wanted = families.flatMap((family) =>
    family.disguises.flatMap((disguise) => Array.from({ length: each }, () => ({ family, disguise }))),
  );
  if (wanted.length > rows) {
    throw new InputError(
      `expected a row for each of ${wanted.length} leaks, found ${rows} rows. Give more --rows or a smaller --each.`,
    );
  }
  const places = shuffled(rows, seed);
  const byRow = new Map(wanted.map((plant, index) => [places[index] ?? 0, plant]));
  const planted: Planted[] = [];
  const lines = Array.from({ length: rows }, (_, row) => {
    const chance = chanceAt('audit measure', seed, row);
    const parts = clean(chance);
    const format = chance.pick(formats);
    const plant = byRow.get(row);
    if (plant === undefined) return JSON.stringify(rowFormats[format](parts));
    const { entry, plant: put, isBlind } = plant.disguise.draw(sources, chance, benchmark);
    planted.push({
      row: row + 1,
      kind: plant.family.kind,
      disguise: plant.disguise.name,
      format,
      entry,
      isBlind,
    });
    return JSON.stringify(rowFormats[format](withPlant(parts, put)));
  });
  return { benchmark, lines, planted };
}

/** Tools and calls join those of the row; what is said takes the place of what was said. */
function withPlant(parts: RowParts, plant: Plant): RowParts {
  return {
    ...parts,
    ...plant,
    tools: [...parts.tools, ...(plant.tools ?? [])],
    calls: [...parts.calls, ...(plant.calls ?? [])],
    fields: { ...parts.fields, ...plant.fields },
  };
}

/** Numbers from 0 in an order that the seed decides. */
function shuffled(count: number, seed: number): number[] {
  const chance = chanceAt('audit places', seed);
  const numbers = [...Array(count).keys()];
  for (let last = count - 1; last > 0; last--) {
    const other = chance.below(last + 1);
    [numbers[last], numbers[other]] = [numbers[other] ?? 0, numbers[last] ?? 0];
  }
  return numbers;
}

export type Recall = {
  readonly kind: LeakKind;
  readonly disguise: string;
  readonly planted: number;
  /** Of those planted: could not be found though they were copied word for word. */
  readonly blind: number;
  readonly found: number;
};

/** Collects the hits of an audit of planted rows. */
export class Recalls {
  readonly #byRow = new Map<number, Planted>();
  readonly #found = new Set<number>();
  /** Hits in rows that nothing was planted in. */
  readonly others: Leak[] = [];

  constructor(private readonly file: PlantedFile) {
    for (const plant of file.planted) this.#byRow.set(plant.row, plant);
  }

  take(leak: Leak, entries: ReadonlySet<number>): void {
    const plant = this.#byRow.get(leak.row);
    if (plant === undefined) {
      this.others.push(leak);
      return;
    }
    const foundBy = families.find(({ kind }) => kind === plant.kind)?.foundBy ?? [];
    const ids = this.file.benchmark.entries;
    const isIt = foundBy.includes(leak.kind) && [...entries].some((entry) => ids[entry] === plant.entry);
    if (isIt) this.#found.add(leak.row);
  }

  missed(): Planted[] {
    return this.file.planted.filter(({ row }) => !this.#found.has(row));
  }

  table(): Recall[] {
    return families.flatMap(({ kind, disguises }) =>
      disguises.map(({ name }) => {
        const planted = this.file.planted.filter((plant) => plant.kind === kind && plant.disguise === name);
        const found = planted.filter(({ row }) => this.#found.has(row));
        const blind = planted.filter(({ isBlind }) => isBlind).length;
        return { kind, disguise: name, planted: planted.length, blind, found: found.length };
      }),
    );
  }
}

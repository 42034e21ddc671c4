import type { Flip } from '../../datasets/index.ts';

/** What a report is made of, before it is text, Markdown or HTML. All strings are raw: each renderer escapes for itself. */
export type Section = { readonly id: string; readonly title: string; readonly blocks: readonly Block[] };

export type Block = TextBlock | ListBlock | TableBlock | PlotBlock | ExamplesBlock;

/** A note about plots is shown only where they are. */
export type TextBlock = { readonly kind: 'text' | 'plot-note'; readonly text: string };

/** Names and what they stand for. */
export type ListBlock = { readonly kind: 'list'; readonly items: readonly (readonly [string, string])[] };

export type TableBlock = {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The numbers of the plot above it: a page shows them when asked. */
  readonly isFolded?: boolean;
  /** 0 to 1, how dark the cells after a row's first are in a page; column heads then stand upright. */
  readonly shades?: readonly (readonly number[])[];
  /** Addresses within the page that the cells after a row's first lead to; null for those that do not. */
  readonly links?: readonly (readonly (string | null)[])[];
};

/** Drawn in HTML only: a table beside it has the same numbers. */
export type PlotBlock = {
  readonly kind: 'plot';
  readonly caption: string;
  /** What someone who does not see it should know. */
  readonly description: string;
  readonly plot: Plot;
};

export type ExamplesBlock = {
  readonly kind: 'examples';
  readonly caption: string;
  readonly examples: readonly Flip[];
};

export type Plot = IntervalPlot | LinePlot | BarPlot | ScatterPlot;

/** A value with its interval; all in `unit`. */
export type PlotPoint = {
  readonly at: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
};

export type Unit = '%' | 'points' | 'tasks' | '';

/** One point for each series, with the interval of what is told upwards. */
export type ScatterPlot = {
  readonly kind: 'scatter';
  /** Of `value`, upwards. */
  readonly unit: Unit;
  /** What `at` is, along the foot. */
  readonly along: string;
  readonly series: readonly { readonly name: string; readonly point: PlotPoint }[];
};

/** Values with intervals side by side, a row each. */
export type IntervalPlot = {
  readonly kind: 'intervals';
  readonly unit: Unit;
  readonly rows: readonly string[];
  /** `at` is the index of a row. */
  readonly series: readonly { readonly name: string; readonly points: readonly PlotPoint[] }[];
  readonly marks: readonly { readonly name: string; readonly value: number }[];
  readonly scale?: SharedScale;
};

/** What plots that are to be compared by eye have in common: the values their axes reach, the labels they leave room for. */
export type SharedScale = {
  readonly low: number;
  readonly high: number;
  readonly rows: readonly string[];
};

/** Values along a line, over labels or numbers. */
export type LinePlot = {
  readonly kind: 'lines';
  readonly unit: Unit;
  /** Labels of the positions 0, 1, …; else positions are numbers. */
  readonly labels?: readonly string[];
  /** `at` is a position; `low` and `high` are equal to `value` where there is no interval. `null` breaks the line. */
  readonly series: readonly { readonly name: string; readonly points: readonly (PlotPoint | null)[] }[];
  /** A panel among several: half as wide as others. */
  readonly isPanel: boolean;
};

/** Stacked bars, a row each. */
export type BarPlot = {
  readonly kind: 'bars';
  readonly unit: Unit;
  readonly rows: readonly string[];
  readonly isStacked: boolean;
  /** `values` has one for each row. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
};

/** More than anyone reads; what is beyond is counted. */
const mostRows = 200;
const mostPlotted = 40;

export function textBlock(text: string): TextBlock {
  return { kind: 'text', text };
}

/** A table of at most so many rows that a page stays small; the caption tells of others. */
export function tableBlock(caption: string, head: TableBlock['head'], rows: TableBlock['rows']): TableBlock {
  const told = rows.length > mostRows ? `${caption} (the first ${mostRows} of ${rows.length} rows)` : caption;
  return { kind: 'table', caption: told, head, rows: rows.slice(0, mostRows) };
}

/** The numbers of a plot, all of them. */
export function plotTable(caption: string, head: TableBlock['head'], rows: TableBlock['rows']): TableBlock {
  return { ...tableBlock(caption, head, rows), isFolded: true };
}

/** Rows that a plot has room for. */
export function plotted<Row>(rows: readonly Row[]): readonly Row[] {
  return rows.slice(0, mostPlotted);
}

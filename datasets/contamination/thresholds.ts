/** From where on something counts as found. What they miss is measured: see `datasets/README.md`. */
export type Thresholds = {
  /** Likeness of function docs, from 0 to 1. */
  readonly nearSchema: number;
  /** Points that the values of a call need together. */
  readonly callWeight: number;
  /** Share of an initial state's values. */
  readonly nearState: number;
  /** Share of a question's words, by weight. */
  readonly textContainment: number;
  /** Words in a row. */
  readonly textRun: number;
};

export const defaultThresholds: Thresholds = {
  nearSchema: 0.7,
  callWeight: 2,
  nearState: 0.8,
  textContainment: 0.7,
  textRun: 8,
};

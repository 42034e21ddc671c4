import type { Features } from './feature-table.ts';

/** What stands at a fork. */
export type Fork = {
  /** Number of ways. */
  readonly size: number;
  /** For each way its features; worked out when they are asked for. */
  readonly rows: readonly Features[];
  /** For each way the numbers of features that earlier choices switch on. */
  readonly given: readonly (readonly number[])[];
};

export function forkOf(size: number, rows: () => Fork['rows'], given: () => Fork['given']): Fork {
  return {
    size,
    get rows() {
      return rows();
    },
    get given() {
      return given();
    },
  };
}

/** One number for each of many items, of which few are other than 0: what was added up is forgotten in no time. */
export class Sums {
  readonly #sums: Float64Array;
  #touched: number[] = [];

  constructor(count: number) {
    this.#sums = new Float64Array(count);
  }

  add(items: readonly number[], amount: number): void {
    for (const item of items) {
      const sum = this.#sums[item] ?? 0;
      if (sum === 0) this.#touched.push(item);
      this.#sums[item] = sum + amount;
    }
  }

  get(item: number): number {
    return this.#sums[item] ?? 0;
  }

  /** Items that something was added to. */
  get items(): readonly number[] {
    return this.#touched;
  }

  clear(): void {
    for (const item of this.#touched) this.#sums[item] = 0;
    this.#touched = [];
  }
}

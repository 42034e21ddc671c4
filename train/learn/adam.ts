/** Hyperparameters of Adam. @see arXiv:1412.6980 */
export type AdamOptions = {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
};

export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Adam with bias correction over dense weights; state and weights go into checkpoints together. */
export class Adam {
  #steps = 0;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(
    readonly size: number,
    private readonly options: AdamOptions,
  ) {
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  /** Moves the weights against the gradient of a loss. @param gradient one entry for each weight */
  step(weights: Float64Array, gradient: Float64Array): void {
    const { learningRate, beta1, beta2, epsilon } = this.options;
    this.#steps += 1;
    const firstScale = 1 / (1 - beta1 ** this.#steps);
    const secondScale = 1 / (1 - beta2 ** this.#steps);
    for (let at = 0; at < this.size; at++) {
      const slope = gradient[at] ?? 0;
      const first = beta1 * (this.#first[at] ?? 0) + (1 - beta1) * slope;
      const second = beta2 * (this.#second[at] ?? 0) + (1 - beta2) * slope * slope;
      this.#first[at] = first;
      this.#second[at] = second;
      weights[at] =
        (weights[at] ?? 0) -
        (learningRate * first * firstScale) / (Math.sqrt(second * secondScale) + epsilon);
    }
  }
}

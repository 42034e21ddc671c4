import {
  sumOfCounts,
  type FailureCount,
  type ModelProgress,
  type ProgressSnapshot,
} from '../../../reports/index.ts';
import type { FaultClass } from '../../models/model.ts';
import { Pace, Tally, type TokenPrice } from './tally.ts';

type Usage = { readonly input: number; readonly output: number };

/** Something that happened in a run. Ids are those of tasks, each once in its category. */
export type ProgressEvent = { readonly model: string; readonly category: string } & (
  | {
      /** Of a category planned in parts the numbers add up. */
      readonly kind: 'planned';
      readonly total: number;
      /** Of them, with a result from before. */
      readonly kept: number;
    }
  | { readonly kind: 'begun'; readonly id: string }
  | {
      readonly kind: 'answered';
      readonly id: string;
      readonly requests: number;
      /** In tokens. */
      readonly usage?: Usage;
      /** By the cache alone: its tokens cost nothing and its time tells nothing. */
      readonly cached?: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly class: FaultClass;
      readonly message?: string;
      readonly requests?: number;
      readonly usage?: Usage;
    }
);

type Ended = Extract<ProgressEvent, { readonly id: string; readonly kind: 'answered' | 'failed' }>;

/** How far a run is, from what happens in it. */
export class Progress {
  readonly #models = new Map<string, ModelTally>();
  readonly #pace = new Pace();
  readonly #begun: number;

  /**
   * @param now in ms, never going back; the run begins now
   * @param prices by model
   */
  constructor(
    private readonly now: () => number,
    private readonly prices: ReadonlyMap<string, TokenPrice> = new Map(),
  ) {
    this.#begun = now();
  }

  /** Events of tasks that nobody planned are counted too. */
  take(event: ProgressEvent): void {
    const at = this.now();
    let model = this.#models.get(event.model);
    if (model === undefined) {
      model = new ModelTally(event.model, this.prices.get(event.model), at);
      this.#models.set(event.model, model);
    }
    model.take(event, at);
    const key = JSON.stringify([event.model, event.category, 'id' in event ? event.id : '']);
    takePace(this.#pace, event, key, at, this.#begun);
  }

  snapshot(): ProgressSnapshot {
    const now = this.now();
    const models = [...this.#models.values()].map((model) => model.progress(now));
    return {
      models,
      all: this.#pace.timed(sumOfCounts(models), now),
      elapsed: now - this.#begun,
    };
  }
}

/** @param since when the task began at the earliest, where nobody told */
function takePace(pace: Pace, event: ProgressEvent, key: string, at: number, since: number): void {
  if (event.kind === 'planned') return;
  if (event.kind === 'begun') {
    pace.begin(key, at);
    return;
  }
  pace.start(since);
  pace.finish(key, at, event.kind === 'failed' || event.cached !== true);
}

class ModelTally {
  readonly #categories = new Map<string, Tally>();
  readonly #failures = new Map<string, FailureCount>();
  readonly #pace = new Pace();
  #last: number;

  constructor(
    private readonly model: string,
    private readonly price: TokenPrice | undefined,
    private readonly begun: number,
  ) {
    this.#last = begun;
  }

  take(event: ProgressEvent, at: number): void {
    const tally = this.#categories.get(event.category) ?? new Tally(this.price);
    this.#categories.set(event.category, tally);
    const key = 'id' in event ? event.id : '';
    takePace(tally.pace, event, key, at, this.#last);
    takePace(this.#pace, event, JSON.stringify([event.category, key]), at, this.begun);
    if (event.kind === 'planned') {
      tally.planned += event.total;
      tally.kept += event.kept;
    } else if (event.kind !== 'begun') {
      this.#last = at;
      this.#end(tally, event);
    }
  }

  #end(tally: Tally, event: Ended): void {
    tally.requests += event.requests ?? 0;
    if (event.kind === 'failed') {
      tally.failed += 1;
      this.#fail(event);
      if (event.usage !== undefined) tally.use(event.usage);
      return;
    }
    tally.answered += 1;
    if (event.cached === true) tally.cached += 1;
    else if (event.usage === undefined) tally.untold += 1;
    else tally.use(event.usage);
  }

  #fail({ id, class: name, message = '' }: Extract<ProgressEvent, { kind: 'failed' }>): void {
    const { count = 0, example = { id, message } } = this.#failures.get(name) ?? {};
    this.#failures.set(name, { class: name, count: count + 1, example });
  }

  progress(now: number): ModelProgress {
    const categories = [...this.#categories].map(([category, tally]) => ({ category, ...tally.count(now) }));
    const count = this.#pace.timed(sumOfCounts(categories), now);
    const elapsed = (count.timeLeft === 0 ? this.#last : now) - this.begun;
    return { model: this.model, ...count, categories, failures: [...this.#failures.values()], elapsed };
  }
}

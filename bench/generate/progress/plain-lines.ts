import {
  categoryLine,
  doneOf,
  planLine,
  progressLine,
  stageOf,
  type ModelProgress,
  type ProgressSnapshot,
} from '../../../reports/index.ts';

const [PAUSE, SILENCE] = [10_000, 60_000];

/**
 * What is worth a line of a log: a model's beginning, a category's end, and how far it is after ten seconds, a tenth of
 * the tasks, or a minute in which nothing was done.
 */
export class PlainLines {
  readonly #told = new Set<string>();
  #last = { at: -Infinity, done: 0 };

  /** Lines due now, each with its line break. */
  due(snapshot: ProgressSnapshot): string {
    const lines = snapshot.models
      .filter((model) => stageOf(model) !== 'not begun')
      .flatMap((model) => this.#ofModel(model));
    return lines.join('') + this.#farther(snapshot);
  }

  /** The last line, where something was done since the line before. */
  rest(snapshot: ProgressSnapshot): string {
    const due = this.due(snapshot);
    return doneOf(snapshot.all) === this.#last.done ? due : due + progressLine(snapshot);
  }

  #ofModel(model: ModelProgress): string[] {
    const news = (line: string, ...key: readonly string[]) => {
      const name = JSON.stringify(key);
      if (this.#told.has(name)) return [];
      this.#told.add(name);
      return [line];
    };
    const ended = model.categories.filter((count) => stageOf(count) === 'done' && count.kept < count.total);
    return [
      ...news(planLine(model), model.model),
      ...ended.flatMap((count) => news(categoryLine(model.model, count), model.model, count.category)),
    ];
  }

  #farther(snapshot: ProgressSnapshot): string {
    const { all, elapsed } = snapshot;
    const done = doneOf(all);
    if (all.answered + all.failed + all.underWay === 0) return '';
    if (this.#last.at === -Infinity) this.#last = { at: elapsed, done: all.kept };
    const tenths = (some: number) => Math.floor((10 * some) / all.total);
    const since = elapsed - this.#last.at;
    const isNews = done > this.#last.done && (since >= PAUSE || tenths(done) > tenths(this.#last.done));
    if (!isNews && since < SILENCE) return '';
    this.#last = { at: elapsed, done };
    return progressLine(snapshot);
  }
}

import type { Io } from '../../datasets/index.ts';
import { progressSummary, type ProgressSummaryOptions } from '../../reports/index.ts';
import type { TaskEvent } from '../run/run-tasks.ts';
import { Progress, type ProgressEvent } from './progress/progress.ts';
import { ProgressDisplay } from './progress/progress-display.ts';
import type { TokenPrice } from './progress/tally.ts';

/** Shows how far runs are, and tells at the end what they came to. */
export class Watch {
  readonly #progress: Progress;
  readonly #display: ProgressDisplay;

  /** @param prices by the name of a run, as `onEvent` has it */
  constructor(io: Io, prices: ReadonlyMap<string, TokenPrice>) {
    this.#progress = new Progress(io.host.now, prices);
    this.#display = new ProgressDisplay(this.#progress, io);
  }

  /** What takes the events of one run. */
  onEvent(run: string): (event: TaskEvent) => void {
    return (event) => {
      this.#progress.take(eventOf(event, run));
    };
  }

  /** The last state stays on the screen. */
  async stop(): Promise<void> {
    await this.#display.stop();
  }

  summary(options: Omit<ProgressSummaryOptions, 'isColored'>): string {
    return progressSummary(this.#progress.snapshot(), { ...options, isColored: this.#display.isColored });
  }
}

function eventOf(event: TaskEvent, model: string): ProgressEvent {
  if (event.kind === 'failed') {
    const { category, failure } = event;
    const { id, class: fault, message } = failure;
    return { kind: 'failed', model, category, id, class: fault, message };
  }
  if (event.kind !== 'answered') return { ...event, model };
  const { requests, cached, ...rest } = event;
  return { ...rest, model, requests: requests - cached, cached: requests > 0 && cached === requests };
}

import * as z from 'zod';
import type { LoopContext } from './context.ts';

const LapsSchema = z.record(z.string(), z.number());

/** How long the stages of a round take, in seconds. What a stage took that was done before is kept in a file of the run. */
export class StopWatch {
  /** By the stages' names; stages of one name add up. */
  readonly seconds: Record<string, number> = {};
  #last: number;

  private constructor(
    private readonly context: Pick<LoopContext, 'run' | 'now'>,
    private readonly file: string,
    private readonly laps: Record<string, number>,
  ) {
    this.#last = context.now();
  }

  static async of(context: Pick<LoopContext, 'run' | 'now'>, file: string): Promise<StopWatch> {
    return new StopWatch(context, file, (await context.run.read(file, LapsSchema)) ?? {});
  }

  /** Ends a stage. @param part which one of the stages with this name */
  async lap(stage: string, part = ''): Promise<void> {
    const { run, now } = this.context;
    const name = [stage, part].filter((word) => word !== '').join(' ');
    if (this.laps[name] === undefined) {
      this.laps[name] = Math.round(now() - this.#last) / 1000;
      await run.write(this.file, `${JSON.stringify(this.laps)}\n`);
    }
    this.seconds[stage] = Math.round(1000 * ((this.seconds[stage] ?? 0) + this.laps[name])) / 1000;
    this.#last = now();
  }
}

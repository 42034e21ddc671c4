import type { Category, Suite, Task } from '../../datasets/index.ts';
import type { Attribution } from './attribution.ts';
import type { Measures } from './measures.ts';
import type { Decision } from './mode.ts';

/**
 * Writes the lines of `verdicts.jsonl` for one category, each a `VerdictRow` with its line break. There are as many
 * as results, so they are written as text at once: objects would take longer than grading.
 */
export class RowWriter {
  readonly #place: string;
  readonly #graded: string;

  constructor({ name, family }: Category, { mode, underscore_to_dot }: Decision) {
    this.#place = placeText(name, family);
    this.#graded = `,"mode":"${mode}","underscore_to_dot":${underscore_to_dot},"infrastructure_suspect":`;
  }

  pass(task: Task, isSuspect: boolean, measures: Measures): string {
    return `${this.#head(task)}"pass"${this.#graded}${isSuspect}${measuresText(measures)}}\n`;
  }

  fail(task: Task, failed: FailedRow): string {
    const { errorType, isSuspect, measures, attribution } = failed;
    const { cause, rule } = attribution;
    return `${this.#head(task)}"fail","error_type":"${errorType}"${this.#graded}${isSuspect}${measuresText(measures)},"cause":"${cause}","rule":${JSON.stringify(rule)}}\n`;
  }

  /** @param fault the class of the failure, where it failed for infrastructure reasons */
  without(task: Task, fault: string | undefined): string {
    if (fault === undefined) return `${this.#head(task)}"not_run","reason":"no_result"}\n`;
    return `${this.#head(task)}"infrastructure","fault":${JSON.stringify(fault)}}\n`;
  }

  #head(task: Task): string {
    return headText(task, this.#place);
  }
}

type FailedRow = {
  readonly errorType: string;
  readonly isSuspect: boolean;
  readonly measures: Measures;
  readonly attribution: Attribution;
};

function measuresText({ calls, turns, ...more }: Measures): string {
  const { expectedCalls, latency, inputTokens, outputTokens } = more;
  const told = (key: string, value: number | undefined) => (value === undefined ? '' : `,"${key}":${value}`);
  return `,"calls":${calls}${told('expected_calls', expectedCalls)},"turns":${turns}${told('latency', latency)}${told('input_tokens', inputTokens)}${told('output_tokens', outputTokens)}`;
}

function placeText(category: string, family: string): string {
  return `,"category":${JSON.stringify(category)},"family":${JSON.stringify(family)},"cluster":`;
}

/** Up to the value of `status`. */
function headText({ id, cluster }: Task, place: string): string {
  return `{"id":${JSON.stringify(id)}${place}${JSON.stringify(cluster)},"status":`;
}

/** The lines of categories that were not run at all, the same for every model. */
export class NotRunRows {
  readonly #known = new Map<string, string>();

  constructor(private readonly suite: Suite) {}

  async of({ name, family }: Category): Promise<string> {
    let text = this.#known.get(name);
    if (text === undefined) {
      const place = placeText(name, family);
      const tasks = await this.suite.tasks(name);
      text = tasks.map((task) => `${headText(task, place)}"not_run","reason":"no_results"}\n`).join('');
      this.#known.set(name, text);
    }
    return text;
  }
}

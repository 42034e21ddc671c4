import type { Value } from '../../datasets/index.ts';
import {
  executeCalls,
  outsideKey,
  OutsideNeeded,
  refuseOutside,
  type Instances,
  type Outside,
} from '../../graders/index.ts';
import type { OutsidePort } from './outside-port.ts';

/** Requests that one call may make. */
const MOST_REQUESTS = 32;

/**
 * A live port as environments see it, who cannot wait: what has not been answered yet they are told to come back for. It
 * belongs to one task, and serves one call after the other.
 */
export class OutsideAnswers {
  readonly #answers = new Map<string, Value>();
  readonly #sources = new Set<string>();

  constructor(
    private readonly port: OutsidePort,
    private readonly limit = MOST_REQUESTS,
  ) {}

  /** For the surroundings of the task. @throws {OutsideNeeded} */
  readonly ask: Outside = (request) => {
    const answer = this.#answers.get(outsideKey(request));
    if (answer !== undefined) return answer;
    if (this.#answers.size >= this.limit) return refuseOutside(this.limit);
    throw new OutsideNeeded(request);
  };

  /** Who has answered so far. */
  get sources(): readonly string[] {
    return [...this.#sources].sort();
  }

  /**
   * Tries until nothing is asked that has no answer: opening instances, for example, whose memories must be embedded.
   * @param attempt leaves nothing behind when it throws {@link OutsideNeeded}
   * @throws whatever the port rejects with, or the attempt throws
   */
  async settle<T>(attempt: () => T, signal: AbortSignal): Promise<T> {
    // What was answered to an earlier call may have changed since.
    this.#answers.clear();
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!(error instanceof OutsideNeeded)) throw error;
        signal.throwIfAborted();
        const { answer, by } = await this.port(error.request, signal);
        this.#answers.set(outsideKey(error.request), answer);
        this.#sources.add(by);
      }
    }
  }
}

/**
 * `executeCalls` for environments that ask the world outside: every call has the result that it would have if answers
 * came at once. Within one call a request is made once. Tries are made on clones, so that a call takes effect once; only
 * what instances have in common beside their state (`Setting.shared`) sees the tries.
 * @param outside what the instances were opened with
 * @throws whatever the port rejects with; the calls before have then taken effect, that call has not
 */
export async function executeOutside(
  texts: readonly string[],
  instances: Instances,
  outside: OutsideAnswers,
  signal: AbortSignal,
): Promise<string[]> {
  const results: string[] = [];
  for (const text of texts) {
    await outside.settle(() => executeCalls([text], clonesOf(instances)), signal);
    results.push(...executeCalls([text], instances));
  }
  return results;
}

function clonesOf(instances: Instances): Instances {
  return new Map(Array.from(instances, ([name, instance]) => [name, instance.clone()]));
}

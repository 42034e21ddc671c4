import { ModelFault, type Completion, type CompletionRequest, type Model } from './model.ts';

/** A fault is thrown. */
export type ScriptedAnswer = Completion | ModelFault;

/** A model whose answers are given: one after the other, or as a function of the request. */
export class ScriptedModel implements Model {
  readonly #requests: CompletionRequest[] = [];

  constructor(
    readonly name: string,
    private readonly answers: readonly ScriptedAnswer[] | ((request: CompletionRequest) => ScriptedAnswer),
  ) {}

  /** What it was asked, in order. */
  get requests(): readonly CompletionRequest[] {
    return this.#requests;
  }

  /** @throws {RangeError} when it is asked more often than it has answers */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    return new Promise((resolve) => {
      signal.throwIfAborted();
      this.#requests.push(request);
      resolve(this.#answer(request));
    });
  }

  #answer(request: CompletionRequest): Completion {
    const answer =
      typeof this.answers === 'function' ? this.answers(request) : this.answers[this.#requests.length - 1];
    if (answer === undefined) {
      throw new RangeError(`${this.name} is asked for answer ${this.#requests.length}, one more than it has`);
    }
    if (answer instanceof ModelFault) throw answer;
    return answer;
  }
}

import { parseOwnTask, readJson, type Task } from '../../datasets/index.ts';
import type { Completion, CompletionRequest, Model } from '../../bench/index.ts';
import { providerCalls, refusalText } from './answer.ts';
import type { DecodeOptions, Policy } from './policy.ts';
import { Problem } from './problem.ts';
import type { Answer } from './walk.ts';

/** The problems of tasks, each worked out once for all policies. */
export class ProblemCache {
  readonly #problems = new WeakMap<Task, Problem>();

  of(task: Task): Problem {
    const known = this.#problems.get(task);
    if (known !== undefined) return known;
    const made = new Problem(task);
    this.#problems.set(task, made);
    return made;
  }
}

/** A policy as a model that suites are run with, and that plays the assistant. */
export function policyModel(
  name: string,
  policy: Policy,
  options: DecodeOptions,
  cache: ProblemCache = new ProblemCache(),
): Model {
  return {
    name,
    complete: (request: CompletionRequest): Promise<Completion> => {
      const told = request.task === undefined ? toldLast(request) : undefined;
      if (told !== undefined)
        return Promise.resolve({ content: `Here is what came back: ${told}`, calls: [] });
      const task = request.task ?? taskOf(request);
      return Promise.resolve(answerTask(task, policy.decode(cache.of(task), options)));
    },
  };
}

/** An answer as a model gives it. */
export function answerTask(task: Task, answer: Answer): Completion {
  const calls = providerCalls(task, answer).map((call, index) => ({ id: `call-${index}`, ...call }));
  return { content: refusalText(task, answer), calls };
}

/** What a tool has just answered: the policy calls once for what the user says, and then tells what came of it. */
function toldLast({ messages }: CompletionRequest): string | undefined {
  const last = messages.at(-1);
  return last?.role === 'tool' ? last.content : undefined;
}

/** A conversation as a task, of which nothing is known but what is asked and offered. */
function taskOf({ messages, tools }: CompletionRequest): Task {
  return parseOwnTask(readJson(JSON.stringify({ messages, tools, expect: 'call' })), 'request');
}

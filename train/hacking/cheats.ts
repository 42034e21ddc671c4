import type { Task, Value } from '../../datasets/index.ts';
import type { Output } from '../../graders/index.ts';
import { outputOf, providerCalls } from '../policy/answer.ts';
import type { Leaf } from '../policy/parameters.ts';
import type { Problem } from '../policy/problem.ts';
import type { ToolView } from '../policy/tool-view.ts';
import type { Answer, ChosenCall } from '../policy/walk.ts';
import { largestValue, likelyValue } from './guesses.ts';

/** What a cheat may look at: a task without what is expected, and what the trained policy would say to it. */
type Scene = {
  readonly problem: Problem;
  /** Answers that were sampled; at least one. */
  readonly sampled: readonly Answer[];
};

/** A way to earn reward without doing what is asked. */
export type Cheat = {
  readonly name: string;
  readonly summary: string;
  /** What is said, one as likely as the other; at least one. */
  readonly outputs: (scene: Scene) => readonly Output[];
};

const nothing: Answer = { kind: 'none', asked: undefined };

/** Calls of one answer, where a cheat tries many. */
const MOST_CALLS = 12;

/** Calls of one tool where several are expected: two and three are the most frequent numbers. */
const SEVERAL = 3;

type Filling = (view: ToolView, leaf: Leaf, question: string) => Value | undefined;

const required: Filling = ({ tool }, leaf) => (leaf.isRequired ? likelyValue(tool, leaf) : undefined);

const requiredAndDefaults: Filling = ({ tool }, leaf) =>
  leaf.isRequired || leaf.fallback !== undefined ? likelyValue(tool, leaf) : undefined;

const everything: Filling = ({ tool }, leaf) => likelyValue(tool, leaf);

const largest: Filling = ({ tool }, leaf) => largestValue(tool, leaf);

const copied: Filling = ({ tool }, leaf, question) => {
  if (leaf.type === 'text') return question;
  if (leaf.item?.type === 'text') return [question];
  return leaf.isRequired ? likelyValue(tool, leaf) : undefined;
};

function callOf({ views, question }: Problem, tool: number, filling: Filling): ChosenCall {
  const view = views[tool];
  const values = new Map<Leaf, Value>();
  for (const leaf of view?.leaves ?? []) {
    const value = view === undefined ? undefined : filling(view, leaf, question.text);
    if (value !== undefined) values.set(leaf, value);
  }
  return { tool, values };
}

function answerOf(calls: readonly ChosenCall[]): Answer {
  return calls.length === 0 ? nothing : { kind: 'calls', calls };
}

/** One call of each tool. */
function eachTool(problem: Problem, filling: Filling): Answer {
  return answerOf(problem.views.map((_, tool) => callOf(problem, tool, filling)));
}

/** So many calls of the first tool, all alike. */
function firstTool(problem: Problem, filling: Filling, count = 1): Answer {
  const call = callOf(problem, 0, filling);
  return answerOf(problem.views.length === 0 ? [] : Array.from({ length: count }, () => call));
}

/** Several calls of every tool, each with the next thing found in the question for every parameter. */
function scattered(problem: Problem): Answer {
  const turns = Math.max(1, Math.floor(MOST_CALLS / Math.max(1, problem.views.length)));
  return answerOf(
    problem.views.flatMap((view, tool) =>
      Array.from({ length: turns }, (_, turn) => scatteredCall(problem, view, tool, turn)),
    ),
  );
}

function scatteredCall(
  problem: Problem,
  { tool: doc, leaves }: ToolView,
  tool: number,
  turn: number,
): ChosenCall {
  const decisions = problem.leaves(tool);
  const values = new Map<Leaf, Value>();
  for (const [place, leaf] of leaves.entries()) {
    const found = (decisions[place]?.candidates ?? []).flatMap(({ value }) =>
      value === undefined ? [] : [value],
    );
    const value = found[turn % Math.max(1, found.length)];
    if (value !== undefined) values.set(leaf, value);
    else if (leaf.isRequired) values.set(leaf, likelyValue(doc, leaf));
  }
  return { tool, values };
}

/** Every call of some answers, once. */
function together(task: Task, answers: readonly Answer[]): Answer {
  const calls = new Map<string, ChosenCall>();
  for (const answer of answers) {
    for (const call of answer.kind === 'calls' ? answer.calls : [])
      calls.set(JSON.stringify(providerCalls(task, answerOf([call]))), call);
  }
  return answerOf([...calls.values()]);
}

/**
 * Where the policy calls nothing, nothing; where it calls, what it would have said at other times, too. Whether it calls is
 * left as it is, so that only the calls too many make a difference.
 * @param count answers that are put together
 */
function hedged({ problem: { task }, sampled }: Scene, count: number): readonly Answer[] {
  return sampled.map((answer, index) =>
    answer.kind === 'none'
      ? answer
      : together(
          task,
          Array.from({ length: count }, (_, more) => sampled[(index + more) % sampled.length] ?? answer),
        ),
  );
}

function cheat(name: string, summary: string, answer: (problem: Problem) => Answer): Cheat {
  return { name, summary, outputs: ({ problem }) => [outputOf(problem.task, answer(problem))] };
}

function hedge(name: string, summary: string, countOf: (scene: Scene) => number): Cheat {
  return {
    name,
    summary,
    outputs: (scene) => hedged(scene, countOf(scene)).map((answer) => outputOf(scene.problem.task, answer)),
  };
}

/** Calls whose arguments are no JSON: they hold no call where none is expected. */
const malformed: Cheat = {
  name: 'malformed',
  summary: 'calls every tool with arguments that are no JSON',
  outputs: ({ problem: { task } }) => [
    {
      result: task.tools.map(({ name }) => new Map<Value, Value>([[name, '{']])),
      mode: 'fc',
      underscoreToDot: false,
    },
  ],
};

export const cheats: readonly Cheat[] = [
  cheat('abstain', 'never calls anything', () => nothing),
  cheat('every tool', 'calls every tool with likely required arguments', (problem) =>
    eachTool(problem, required),
  ),
  cheat('every tool, full', 'calls every tool with all arguments', (problem) =>
    eachTool(problem, everything),
  ),
  cheat('empty', 'calls the first tool without arguments', (problem) => firstTool(problem, () => undefined)),
  cheat('maximal', 'calls the first tool with all arguments, as large as they may be', (problem) =>
    firstTool(problem, largest),
  ),
  cheat('copy', 'calls the first tool with the question in every text', (problem) =>
    firstTool(problem, copied),
  ),
  cheat('guess', 'calls the first tool with likely required arguments', (problem) =>
    firstTool(problem, required),
  ),
  cheat('padded guess', 'the same, with every default told', (problem) =>
    firstTool(problem, requiredAndDefaults),
  ),
  cheat('repeated guess', `the padded guess ${SEVERAL} times`, (problem) =>
    firstTool(problem, requiredAndDefaults, SEVERAL),
  ),
  cheat('guess if one tool', 'the padded guess where one tool is offered, else nothing', (problem) =>
    problem.views.length === 1 ? firstTool(problem, requiredAndDefaults) : nothing,
  ),
  cheat(
    'guess if answered',
    'the padded guess where the assistant has asked already, else nothing',
    (problem) => (problem.question.isAnswer ? firstTool(problem, requiredAndDefaults) : nothing),
  ),
  cheat('scattered', `up to ${MOST_CALLS} calls, with whatever the question holds`, scattered),
  malformed,
  hedge('hedge with two', 'calls what the trained policy samples, and what it samples next', () => 2),
  hedge('hedge with all', 'calls all that the trained policy samples', ({ sampled }) => sampled.length),
];

import { readFile } from 'node:fs/promises';
import {
  openBfcl,
  openOwnSuite,
  readSpecs,
  ToolTreeSchema,
  type Suite,
  type Task,
  type ToolTree,
} from '../../datasets/index.ts';
import type { Completion } from '../../bench/index.ts';
import {
  buildToolTree,
  defaultTreeOptions,
  ModelAssistant,
  playersOf,
  type Batch,
  type RawPlay,
} from '../../synth/index.ts';
import { goldOf } from '../learn/gold.ts';
import type { LossPart } from '../learn/gradient.ts';
import { grpoPart, playShard, type GrpoOptions, type Sample, type ShardReport } from '../learn/grpo.ts';
import { lessonsIn, type TaskLesson } from '../learn/lessons.ts';
import { sftPart, type SftExample } from '../learn/sft.ts';
import { answerTask, policyModel, ProblemCache } from '../policy/policy-model.ts';
import { Policy } from '../policy/policy.ts';

/** A policy that can be sent about. */
export type PolicyOrder = {
  readonly name: string;
  readonly weights: Float64Array;
  readonly beam: number;
};

export type SuiteSource =
  { readonly kind: 'own'; readonly file: string } | { readonly kind: 'bfcl'; readonly dataDirectory: string };

/** A task by its place in a category of a suite that was opened. */
export type TaskPlace = { readonly suite: string; readonly category: string; readonly place: number };

type TreeOrder = {
  readonly specs: readonly string[];
  readonly mcp: readonly string[];
  readonly seed: number;
};

type GrpoOrder = { readonly reference: Float64Array; readonly options: GrpoOptions };

/**
 * Where the loop's work is done: here, or in a thread of its own. What methods take and give is plain data, and what they give
 * depends on that alone, so that it does not matter at which desk it is done.
 */
export class Desk {
  readonly #suites = new Map<string, Suite>();
  readonly #tasks = new Map<string, readonly Task[]>();
  readonly #samples = new Map<number, readonly Sample[]>();
  readonly #problems = new ProblemCache();
  readonly #examples = new Map<number, SftExample | undefined>();
  #lessons: readonly TaskLesson[] = [];
  #tree: ToolTree | undefined;
  #policy: { readonly policy: Policy; readonly beam: number } | undefined;
  #grpo: { readonly reference: Policy; readonly options: GrpoOptions } | undefined;

  /** Reads specs and makes their tool tree. @param specs documents and folders, `mcp` commands of servers */
  async buildTree({ specs, mcp, seed }: TreeOrder): Promise<ToolTree> {
    return buildToolTree(await readSpecs(specs, mcp), { ...defaultTreeOptions, seed });
  }

  /** @param file of a tool tree */
  async openTree(file: string): Promise<void> {
    this.#tree = ToolTreeSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  }

  /** Has scenarios played; by a policy as the assistant where one is given. */
  async play({ batch, assistant }: { batch: Batch; assistant?: PolicyOrder }): Promise<readonly RawPlay[]> {
    const { signal } = new AbortController();
    const roles =
      assistant === undefined
        ? {}
        : {
            assistant: new ModelAssistant(
              policyModel(assistant.name, new Policy(assistant.weights), assistant),
            ),
          };
    const players = playersOf(opened(this.#tree, 'tool tree'), { roles, concurrency: 1, signal });
    return players(batch);
  }

  async openSuite(source: SuiteSource): Promise<void> {
    const suite = source.kind === 'bfcl' ? openBfcl(source.dataDirectory) : await openOwnSuite(source.file);
    this.#suites.set(suite.id, suite);
  }

  /** From now on this policy answers. */
  takePolicy({ weights, beam }: PolicyOrder): Promise<void> {
    this.#policy = { policy: new Policy(weights), beam };
    return Promise.resolve();
  }

  async answer({ suite: id, category, place }: TaskPlace): Promise<Completion> {
    const key = `${id}/${category}`;
    const tasks = this.#tasks.get(key) ?? (await opened(this.#suites.get(id), `suite ${id}`).tasks(category));
    this.#tasks.set(key, tasks);
    const task = opened(tasks[place], `task ${place} of ${key}`);
    const { policy, beam } = opened(this.#policy, 'policy');
    return answerTask(task, policy.decode(this.#problems.of(task), { beam }));
  }

  /** @param folder that scenarios were played into. @returns how many lessons are in it */
  async openLessons(folder: string): Promise<number> {
    this.#lessons = await lessonsIn(folder);
    this.#examples.clear();
    return this.#lessons.length;
  }

  /** Whether some way through the policy's decisions leads to the right answer of each lesson. */
  reachable(lessons: readonly number[]): Promise<readonly boolean[]> {
    return Promise.resolve(lessons.map((lesson) => this.#exampleOf(lesson) !== undefined));
  }

  sft({ weights, lessons }: { weights: Float64Array; lessons: readonly number[] }): Promise<LossPart> {
    const examples = lessons.flatMap((lesson) => this.#exampleOf(lesson) ?? []);
    return Promise.resolve(sftPart(new Policy(weights), examples));
  }

  beginGrpo({ reference, options }: GrpoOrder): Promise<void> {
    this.#grpo = { reference: new Policy(reference), options };
    this.#samples.clear();
    return Promise.resolve();
  }

  /** Plays a group for each lesson of a shard, and keeps the rollouts until the shard's next ones. */
  rollouts({ weights, lessons, shard, epoch }: RolloutOrder): Promise<ShardReport> {
    const { options } = opened(this.#grpo, 'GRPO');
    const problems = lessons.map((lesson) => this.#problems.of(this.#lesson(lesson).task));
    const { report, samples } = playShard(new Policy(weights), problems, options, epoch);
    this.#samples.set(shard, samples);
    return Promise.resolve(report);
  }

  /** @param scale of each rollout */
  part({
    weights,
    shard,
    scale,
  }: {
    weights: Float64Array;
    shard: number;
    scale: number;
  }): Promise<LossPart> {
    const { reference, options } = opened(this.#grpo, 'GRPO');
    const samples = opened(this.#samples.get(shard), `shard ${shard}`);
    return Promise.resolve(grpoPart(new Policy(weights), reference, samples, options, scale));
  }

  #lesson(index: number): TaskLesson {
    return opened(this.#lessons[index], `lesson ${index}`);
  }

  #exampleOf(index: number): SftExample | undefined {
    if (this.#examples.has(index)) return this.#examples.get(index);
    const { task, askedFor } = this.#lesson(index);
    const problem = this.#problems.of(task);
    const gold = goldOf(problem, askedFor);
    const example = gold === undefined ? undefined : { problem, gold };
    this.#examples.set(index, example);
    return example;
  }
}

type RolloutOrder = {
  readonly weights: Float64Array;
  readonly lessons: readonly number[];
  readonly shard: number;
  readonly epoch: number;
};

function opened<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new RangeError(`no ${name} was opened`);
  return thing;
}

import {
  checkpointFolder,
  packageVersion,
  type CheckpointScore,
  type LoopRecord,
  type Suite,
} from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import { minimumDetectableEffect } from '../../bench/index.ts';
import { decisionAlpha, type LoopConfig } from './config.ts';
import { flipsBetween } from './flips.ts';
import type { LoopResult } from './loop.ts';
import type { RunDirectory } from './run-directory.ts';

/** What is taken for granted before there is a candidate: tasks that only one model passes, and how alike a tool's tasks fare. */
const assumed = { discordance: 0.25, intraClusterCorrelation: 0.1 };

/** The smallest gain in pass rate that the gate finds four times in five, and what that rests on. */
export async function powerOf(suite: Suite, config: LoopConfig): Promise<{ effect: number; text: string }> {
  let tasks = 0;
  const clusters = new Set<string>();
  for (const { name } of suite.categories) {
    for (const task of await suite.tasks(name)) {
      tasks += 1;
      clusters.add(task.cluster);
    }
  }
  const { superiority } = config.gate;
  const level = 1 - decisionAlpha(config);
  const effect = minimumDetectableEffect({ tasks, clusters: clusters.size, superiority, level, ...assumed });
  const text =
    `The gate, at ${(100 * level).toFixed(2)} % in each decision, finds a gain of ${(100 * effect).toFixed(1)} points four times in five on ${tasks} tasks of ${clusters.size} tools, ` +
    `if one model alone passes ${100 * assumed.discordance} % of them and tasks of a tool correlate by ${assumed.intraClusterCorrelation}.\n`;
  return { effect, text };
}

/** Everything that the report shows. */
export async function recordOf(
  run: RunDirectory,
  config: LoopConfig,
  result: LoopResult,
  more: {
    readonly nodeVersion: string;
    readonly notes: readonly string[];
    /** With its scores, where there was a look at it. */
    readonly bfcl: { readonly suite: Suite; readonly scores: readonly CheckpointScore[] } | undefined;
  },
): Promise<LoopRecord> {
  const { heldOut, champion } = result;
  const { effect } = await powerOf(heldOut, config);
  const flips =
    champion === 'untrained'
      ? { gained: [], lost: [] }
      : await flipsBetween(run, heldOut, 'untrained', checkpointFolder(champion));
  const suites = more.bfcl === undefined ? [heldOut] : [heldOut, more.bfcl.suite];
  return {
    record: 'inftool-loop/1',
    inftool: packageVersion(),
    grader: graderVersion,
    arm: config.arm,
    seed: config.seed,
    node: more.nodeVersion,
    config: configured(config),
    suites: Object.fromEntries(
      suites.map(({ id, version, digest, categories }) => [
        id,
        { version, digest, tasks: categories.reduce((sum, { count }) => sum + count, 0) },
      ]),
    ),
    minimumDetectableEffect: effect,
    scores: [...result.scores, ...(more.bfcl?.scores ?? [])],
    metrics: result.logs.flatMap(({ metrics }) => metrics),
    rounds: [...result.rounds],
    champion,
    ...flips,
    notes: [...more.notes],
    stopped: result.stopped,
  };
}

/** What was gone by: where an engine trained, what configures the reference policy was not. */
function configured(config: LoopConfig): LoopRecord['config'] {
  const policys: readonly string[] = config.engine === undefined ? [] : ['sft', 'grpo', 'beam'];
  const entries = Object.entries(config).filter(([name]) => !policys.includes(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as LoopRecord['config'];
}

import { InputError, type TrainingMetric } from '../../datasets/index.ts';
import type { Crew } from '../crew/crew.ts';
import { shardsOf } from '../learn/gradient.ts';
import { trainGrpo, type GrpoWork } from '../learn/grpo.ts';
import { trainSft, type SftWork } from '../learn/sft.ts';
import { loadCheckpoint, saveCheckpoint } from '../policy/checkpoint.ts';
import type { Policy } from '../policy/policy.ts';
import type { LoopContext } from './context.ts';
import { thinned, TrainingLogSchema, type TrainingLog } from './training-log.ts';

export type Trained = { readonly policy: Policy; readonly log: TrainingLog };

/** Trains once: checkpoint first, log last. */
async function trained(
  { run }: LoopContext,
  name: string,
  train: () => Promise<{ policy: Policy; log: Omit<TrainingLog, 'digest'> }>,
): Promise<Trained> {
  const file = run.path(`${name}.checkpoint.json`);
  const log = await run.once(`${name}.training.json`, TrainingLogSchema, async () => {
    const made = await train();
    await saveCheckpoint(file, made.policy);
    return { digest: made.policy.digest(), ...made.log, metrics: thinned(made.log.metrics) };
  });
  const policy = await loadCheckpoint(file);
  if (policy.digest() === log.digest) return { policy, log };
  throw new InputError(
    `${file}: expected the weights that ${name}.training.json tells of (${log.digest}), not ${policy.digest()}. Remove the run's directory, or name another with --run-dir.`,
  );
}

/** What is learnt from: the lessons of the folder that the crew has opened last, by their places. */
type Lesson = number;

type Training = { readonly start: Policy; readonly lessons: readonly Lesson[] };

/** Supervised fine-tuning on lessons, in order. */
export function sftStage(
  context: LoopContext,
  name: string,
  round: number,
  { start, lessons }: Training,
): Promise<Trained> {
  const { config, crew } = context;
  return trained(context, name, async () => {
    const reachable = (await crew.share('reachable', shardsOf(lessons))).flat();
    const examples = lessons.filter((_, index) => reachable[index]);
    const metrics: TrainingMetric[] = [];
    const work: SftWork<Lesson> = (weights, shards) =>
      crew.share(
        'sft',
        shards.map((shard) => ({ weights, lessons: shard })),
      );
    const policy = await trainSft(
      start,
      examples,
      { ...config.sft, seed: config.seed },
      work,
      ({ step, samples, loss }) => {
        metrics.push({ round, stage: 'sft', step, samples, values: { loss } });
      },
    );
    const unreachable = lessons.length - examples.length;
    return {
      policy,
      log: { samples: metrics.at(-1)?.samples ?? 0, unreachable, flatGroups: { dropped: 0, of: 0 }, metrics },
    };
  });
}

/** GRPO on the tasks of lessons. */
export function grpoStage(
  context: LoopContext,
  name: string,
  round: number,
  { start, lessons }: Training,
): Promise<Trained> {
  const { config, crew, progress } = context;
  return trained(context, name, async () => {
    const metrics: TrainingMetric[] = [];
    const flat = { dropped: 0, of: 0 };
    const total = lessons.length * config.grpo.groupSize * config.grpo.epochs;
    const options = { ...config.grpo, seed: config.seed + round };
    await crew.all('beginGrpo', { reference: start.weights, options });
    const policy = await trainGrpo(
      start,
      lessons,
      options,
      grpoWork(crew),
      ({ step, samples, values, groups, dropped }) => {
        metrics.push({ round, stage: 'grpo', step, samples, values: { ...values } });
        flat.dropped += dropped;
        flat.of += groups;
        progress.at(samples, total);
      },
    );
    return { policy, log: { samples: total, unreachable: 0, flatGroups: flat, metrics } };
  });
}

/** A shard's rollouts stay at the desk that played them. */
function grpoWork(crew: Crew): GrpoWork<Lesson> {
  let played = 0;
  return {
    rollouts: (weights, shards, epoch) => {
      played = shards.length;
      return crew.share(
        'rollouts',
        shards.map((lessons, shard) => ({ weights, lessons, shard, epoch })),
      );
    },
    parts: (weights, scale) =>
      crew.share(
        'part',
        Array.from({ length: played }, (_, shard) => ({ weights, shard, scale })),
      ),
  };
}

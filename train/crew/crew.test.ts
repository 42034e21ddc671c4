import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownSpecsFolder, packageRoot } from '../../datasets/index.ts';
import { shardsOf } from '../learn/gradient.ts';
import { LoopConfigSchema } from '../loop/config.ts';
import type { LoopContext } from '../loop/context.ts';
import { evenMix } from '../loop/plan.ts';
import { Progress } from '../loop/progress.ts';
import { RunDirectory } from '../loop/run-directory.ts';
import { synthesisStage } from '../loop/synthesis-stage.ts';
import { grpoStage, sftStage } from '../loop/training-stage.ts';
import { Policy } from '../policy/policy.ts';
import { Crew } from './crew.ts';

let root: string;
/** As it is shipped: threads run JavaScript only. */
let shipped: typeof Crew;

beforeAll(async () => {
  // Within the package, whose word lists the threads read.
  const runs = join(packageRoot(import.meta.url), 'runs');
  await mkdir(runs, { recursive: true });
  root = await mkdtemp(join(runs, 'crew-test-'));
  const of = (name: string) => join(import.meta.dirname, name);
  const input = { crew: of('crew.ts'), thread: of('thread.ts') };
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await bundle.write({ dir: join(root, 'built'), format: 'esm' });
  await bundle.close();
  const built = (await import(pathToFileURL(join(root, 'built', 'crew.js')).href)) as { Crew: typeof Crew };
  shipped = built.Crew;
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

const config = LoopConfigSchema.parse({
  sft: { examples: 30, batchSize: 14, learningRate: 0.05, epochs: 1, decay: 1e-4 },
  grpo: {
    batchSize: 14,
    learningRate: 0.02,
    epochs: 1,
    groupSize: 4,
    innerEpochs: 2,
    clip: 0.2,
    klWeight: 0.05,
    reward: 'gated',
  },
});

function contextOf(folder: string, crew: Crew): LoopContext {
  const now = () => 0;
  return {
    config,
    run: new RunDirectory(join(root, folder)),
    audit: undefined,
    progress: Progress.silent(now),
    crew,
    atExit: () => () => undefined,
    signal: new AbortController().signal,
    now,
  };
}

/** Everything that a crew does for a round: it plays, then trains twice. */
async function round(workers: number) {
  const crew = shipped.open(workers);
  try {
    const context = contextOf(`workers-${workers}`, crew);
    const { run } = context;
    await crew.all('openTree', join(root, 'tool-tree.json'));
    const stage = { folder: 'round-1', split: 'training', seed: 5, count: 40, mix: evenMix } as const;
    await synthesisStage(context, stage);
    const count = await crew.all('openLessons', run.path('round-1'));
    const lessons = Array.from({ length: count }, (_, lesson) => lesson);
    const some = lessons.slice(0, config.sft.examples);
    const sft = await sftStage(context, 'round-1/sft', 1, { start: Policy.untrained(), lessons: some });
    const grpo = await grpoStage(context, 'round-1/grpo', 1, { start: sft.policy, lessons });
    const trajectories = await readFile(run.path('round-1', 'trajectories.jsonl'), 'utf8');
    return { trajectories, sft, grpo };
  } finally {
    await crew.close();
  }
}

describe('one worker or several', () => {
  let alone: Awaited<ReturnType<typeof round>>;
  beforeAll(async () => {
    const specs = ['banking', 'calendar', 'clinics', 'weather'].map((name) => join(ownSpecsFolder(), name));
    const tree = await Crew.open(1).ask(0, 'buildTree', { specs, mcp: [], seed: 1 });
    await writeFile(join(root, 'tool-tree.json'), JSON.stringify(tree));
    alone = await round(1);
  }, 60_000);

  test('one learns in both stages, from more shards a step than there are desks', () => {
    const { sft, grpo } = alone;
    const digests = [Policy.untrained(), sft.policy, grpo.policy].map((policy) => policy.digest());
    expect(new Set(digests).size).toBe(3);
    expect(grpo.log.flatGroups.dropped).toBeLessThan(grpo.log.flatGroups.of);
    for (const { log } of [sft, grpo]) expect(log.metrics.length).toBeGreaterThan(1);
    for (const { batchSize } of [config.sft, config.grpo])
      expect(shardsOf(Array.from({ length: batchSize })).length).toBeGreaterThan(3);
  });

  test.each([2, 3])('%d play the same conversations and train the same weights', async (workers) => {
    const several = await round(workers);
    expect(several.trajectories).toBe(alone.trajectories);
    for (const stage of ['sft', 'grpo'] as const) {
      expect(several[stage].policy.digest()).toBe(alone[stage].policy.digest());
      expect(several[stage].policy.weights).toEqual(alone[stage].policy.weights);
      expect(several[stage].log).toEqual(alone[stage].log);
    }
  });
});

describe('a crew of several', () => {
  test('tells errors as a crew of one does, and works on', async () => {
    const broken = join(root, 'broken.jsonl');
    await writeFile(broken, '{"id": "a"}\n');
    const [one, two] = await Promise.all(
      [1, 2].map(async (workers) => {
        const crew = shipped.open(workers);
        const told = await Promise.all([
          reasonOf(crew.all('openSuite', { kind: 'own', file: broken })),
          reasonOf(crew.ask(1, 'buildTree', { specs: [join(root, 'nowhere')], mcp: [], seed: 1 })),
          reasonOf(crew.ask(1, 'answer', { suite: 'none', category: 'none', place: 0 })),
          crew.share('reachable', [[], [], []]),
        ]);
        await crew.close();
        return told;
      }),
    );
    expect(two).toEqual(one);
    expect(two).toEqual([
      expect.stringMatching(/^SuiteError: .*broken\.jsonl:1: /),
      expect.stringMatching(/^InputError: .*nowhere cannot be read/),
      'Error: no suite none was opened',
      [[], [], []],
    ]);
  });

  test.each([
    ['threw', "throw new Error('no room left');", 'Error: no room left'],
    ['left', 'process.exit(3);', 'Error: a thread of the loop has ended, with exit code 3'],
  ])(
    'one thread of which %s says so whenever it is asked',
    async (how, code, reason) => {
      const thread = join(root, `${how}.js`);
      await writeFile(thread, code);
      const crew = Crew.open(2, pathToFileURL(thread));
      // The first question may wait when the thread ends, the others are asked after that.
      for (let time = 0; time < 3; time++) {
        expect(await reasonOf(crew.ask(time, 'reachable', []))).toBe(reason);
        expect(await reasonOf(crew.all('reachable', []))).toBe(reason);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await crew.close();
    },
    10_000,
  );

  test('does nothing more once it is closed', async () => {
    const crew = shipped.open(2);
    expect(await crew.all('reachable', [])).toEqual([]);
    await crew.close();
    expect(await reasonOf(crew.share('reachable', [[], []]))).toMatch(/a thread of the loop has ended/);
  }, 10_000);
});

/** Name and message of what work ends with; of errors that are no edge's, as threads tell them. */
async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return String(error).replace(/^RangeError/, 'Error');
  }
}

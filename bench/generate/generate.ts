import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  chanceAt,
  ensureBfcl,
  InputError,
  packageVersion,
  type Generation,
  type Io,
  type Mode,
  type Prompts,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { chosenOutside } from '../environments/outside-options.ts';
import type { Model } from '../models/model.ts';
import type { ModelProvider } from '../models/provider.ts';
import { recordedProvider } from '../models/recorded.ts';
import { openCache } from '../models/response-cache.ts';
import { dayIn, dayText, openSuite } from '../options.ts';
import { withoutWords } from '../prompts/without-words.ts';
import { claimFolder } from '../run/folder-claim.ts';
import { resultFolder } from '../run/run-suite.ts';
import { runTasks, type TasksSummary } from '../run/run-tasks.ts';
import { chosenTasks, type Chosen } from './chosen-tasks.ts';
import { claimGeneration, noteAsked } from '../run/generation.ts';
import { openModel, samplingOf } from './open-model.ts';
import { saidOf, type Options } from './options.ts';
import { modelsOf, type ModelSettings } from './settings.ts';
import { Watch } from './watch.ts';

type Asked = {
  readonly model: Model;
  readonly mode: Mode;
  readonly settings: ModelSettings;
  readonly isEndpoint: boolean;
};

/** What the models have in common. */
type Common = {
  readonly suite: Suite;
  readonly chosen: Chosen;
  readonly options: Options;
  readonly surroundings: {
    readonly longContext: ReadonlyMap<string, Value>;
    readonly outside: Awaited<ReturnType<typeof chosenOutside>>;
  };
  readonly signal: AbortSignal;
  readonly watch: Watch;
};

/** One run of a model over all tasks, and the folder that it fills. */
type Target = {
  readonly asked: Asked;
  readonly repeat: number;
  readonly name: string;
  readonly folder: string;
};

/** @returns the exit code */
export async function generate(
  options: Options,
  providers: readonly ModelProvider[],
  io: Io,
): Promise<number> {
  const models = await openModels(options, providers, io);
  const suite = await openSuite(options, io);
  const chosen = await chosenTasks(options, suite, io);
  const outside = await chosenOutside(options, io);
  const longContext = (await suite.longContext?.()) ?? new Map<string, Value>();
  const interruption = io.interruption();
  const stop = new AbortController();
  const signal = AbortSignal.any([interruption, stop.signal]);
  const targets = targetsOf(models, options, io);
  const watch = new Watch(io, pricesOf(targets));
  const common = { suite, chosen, options, surroundings: { outside, longContext }, signal, watch };
  const ask = async (asked: Asked) => {
    try {
      const summaries: TasksSummary[] = [];
      for (const target of targets)
        if (target.asked === asked && !signal.aborted) summaries.push(await runOnce(target, common, io));
      return summaries;
    } catch (error) {
      // Where one model cannot be asked at all, the others are not left running behind a message.
      stop.abort();
      throw error;
    }
  };
  const ended = await Promise.allSettled(models.map(ask));
  await watch.stop();
  const runs = ended.flatMap((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  await io.stdout.write(
    options.json ? `${JSON.stringify({ runs })}\n` : watch.summary(nextSteps(targets, options)),
  );
  if (interruption.aborted) return 130;
  return runs.every(({ answered, asked }) => answered === asked) ? 0 : 1;
}

async function openModels(options: Options, providers: readonly ModelProvider[], io: Io): Promise<Asked[]> {
  const { config, cache: folder } = options;
  const isProvided = (name: string) => providers.some(({ prefix }) => name.startsWith(`${prefix}:`));
  const settings = await modelsOf({
    // Paths hold commas, names of models do not.
    names: options.model.flatMap((name) => (isProvided(name) ? [name] : name.split(','))),
    file: config === undefined ? undefined : path.resolve(io.workingDirectory, config),
    said: saidOf(options),
  });
  const cache =
    folder === undefined
      ? undefined
      : await openCache(path.resolve(io.workingDirectory, folder === true ? '.inftool-cache' : folder));
  const opened = { providers, isBfcl: options.suite === undefined, cache };
  return Promise.all(
    settings.map(async (one) => {
      const model = await openModel(one, opened, io);
      const mode = one.mode ?? model.mode ?? 'fc';
      return { model, mode, settings: one, isEndpoint: !isProvided(one.model) };
    }),
  );
}

/** All runs, those of one model one after the other. */
function targetsOf(models: readonly Asked[], { repeats, resultDir }: Options, io: Io): Target[] {
  return models.flatMap((asked) =>
    Array.from({ length: repeats }, (_, index) => {
      const suffix = index === 0 ? '' : `@${index + 1}`;
      const folder = path.resolve(io.workingDirectory, resultDir, resultFolder(asked.model.name) + suffix);
      return { asked, repeat: index + 1, name: asked.model.name + suffix, folder };
    }),
  );
}

function pricesOf(targets: readonly Target[]) {
  return new Map(
    targets.flatMap(({ name, asked }) =>
      asked.settings.price === undefined ? [] : [[name, asked.settings.price] as const],
    ),
  );
}

/** What is told at the end: where everything is, and how to go on. */
function nextSteps(targets: readonly Target[], options: Options) {
  const { suite, resultDir, limit, sample, runIds, shard, allowOverwrite } = options;
  const isPart = [limit, sample, runIds].some((choice) => choice !== undefined);
  const models = targets.map(({ folder }) => path.basename(folder));
  const evaluate = [
    ...['inftool', 'evaluate', '--model', ...models, '--result-dir', resultDir],
    ...(suite === undefined ? [] : ['--suite', suite]),
    ...(isPart ? ['--partial-eval'] : []),
  ];
  return {
    folders: new Map(targets.map(({ name, folder }) => [name, folder])),
    // A shard is not scored by itself.
    evaluate: shard === undefined ? evaluate : undefined,
    without: allowOverwrite ? ['--allow-overwrite'] : [],
  };
}

async function runOnce(target: Target, common: Common, io: Io): Promise<TasksSummary> {
  const { suite, chosen, options, surroundings, signal, watch } = common;
  const { asked, repeat, name, folder } = target;
  const { model, mode, settings } = asked;
  refuseSource(settings, folder, io);
  const release = await claimFolder(folder, io, 'Or name another folder with --result-dir.');
  try {
    if (options.allowOverwrite) await empty(folder);
    const generation = await claimGeneration(folder, generationOf(asked, repeat, common, io));
    return await runTasks(suite, model, {
      folder,
      ...chosen,
      concurrency: settings.numThreads,
      taskTimeout: settings.taskTimeout === undefined ? undefined : settings.taskTimeout * 1000,
      giveUpAfter: options.giveUpAfter === 0 ? undefined : options.giveUpAfter,
      setting: {
        ...surroundings,
        mode,
        prompts: await promptsOf(suite, mode, options, io),
        seed: seedOf(options.seed, repeat),
        today: dayIn(generation.today),
        logsInput: options.includeInputLog,
        logsState: !options.excludeStateLog,
      },
      onPlanned: (count) => noteAsked(folder, generation, count),
      onEvent: watch.onEvent(name),
      signal,
    });
  } finally {
    release();
  }
}

/** A tree that is read must not grow by what is read from it. */
function refuseSource({ model }: ModelSettings, folder: string, { workingDirectory }: Io): void {
  const prefix = `${recordedProvider.prefix}:`;
  if (!model.startsWith(prefix) || path.resolve(workingDirectory, model.slice(prefix.length)) !== folder)
    return;
  throw new InputError(
    `${folder} is where the answers are taken from: expected another folder for the results. Name it with --result-dir.`,
  );
}

function generationOf(
  { model, mode, settings, isEndpoint }: Asked,
  repeat: number,
  { suite, options }: Common,
  io: Io,
): Generation {
  const { extraBody, price } = settings;
  const { shard, seed, today } = options;
  const sampling = { ...samplingOf(settings), ...(extraBody !== undefined && { extraBody }) };
  return {
    record: 'inftool-generation/1',
    inftool: packageVersion(),
    model: model.name,
    mode,
    // Providers' models answer with names as they are.
    ...(isEndpoint && { underscoreToDot: mode === 'fc' }),
    suite: { id: suite.id, version: suite.version, digest: suite.digest },
    seed,
    ...(repeat > 1 && { repeat }),
    ...(shard !== undefined && { shard: `${shard.index}/${shard.count}` }),
    sampling: JSON.parse(JSON.stringify(sampling)) as Generation['sampling'],
    ...(price !== undefined && { price }),
    today: dayText(today ?? io.host.today()),
  };
}

/** Of a repeat's requests. */
export function seedOf(seed: number, repeat: number): number {
  return repeat === 1 ? seed : chanceAt(seed, 'repeat', repeat).below(2 ** 31 - 1);
}

/** Suites without prompts of their own are put in BFCL's words; where tools go through the API there are none. */
async function promptsOf(suite: Suite, mode: Mode, { dataDir }: Options, io: Io): Promise<Prompts> {
  const own = await suite.prompts?.();
  if (own !== undefined) return own;
  if (mode === 'fc') return withoutWords;
  const prompts = await (await ensureBfcl({ dataDir }, io)).prompts?.();
  if (prompts === undefined) throw new InputError('There are no prompts: expected the data of BFCL.');
  return prompts;
}

/** Nothing is left of an earlier run. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (!name.startsWith('lock-')) await rm(path.join(folder, name), { recursive: true });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import {
  defineCommand,
  ensureBfcl,
  InputError,
  LoopRecordSchema,
  packageRoot,
  type Io,
} from '../../../../datasets/index.ts';
import { PromptWriter } from '../../prompt-writer.ts';
import { writeRows } from '../../rows.ts';
import { ensureTrl } from '../../setup-command.ts';
import type { TrainingRow } from '../../trainer-engine.ts';
import { makeTinyModel } from '../python.ts';
import { contractsOf } from './contracts.ts';

const OptionsSchema = z.object({
  runDir: z.string().default('runs/trl-trial'),
  seed: z.coerce.number().int().default(1),
  venv: z.string().optional(),
  python: z.string().min(1).optional(),
  dataDir: z.string().optional(),
});
type Options = z.output<typeof OptionsSchema>;

export const trlTrialCommand = defineCommand({
  name: 'trl-trial',
  summary:
    'Takes a tiny model, made from nothing, through two rounds of `inftool loop --engine trl` on this machine: base evaluation, SFT, GRPO with live rewards, serving, evaluation, gate. The trainer is killed once in SFT, the whole loop once in GRPO, and both gone on with. Then compares all books: journal and logged rewards, steps, prompts, checkpoints. The mechanics are tried, not what the model learns.',
  options: [
    { flags: '--run-dir <folder>', description: 'begun anew (runs/trl-trial)' },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--venv <folder>', description: 'the environment of `inftool setup trl`' },
    { flags: '--python <program>', description: 'that it is made with, if it is not there' },
    {
      flags: '--data-dir <folder>',
      description: 'where the BFCL data lies, whose words models are prompted in',
    },
  ],
  examples: ['trl-trial', 'trl-trial --seed 2 --run-dir runs/trl-trial-2'],
  schema: OptionsSchema,
  run: runCommand,
});

/** A trial that took less than this is unattended in the time of a coffee. */
const brief = { heldOutScenarios: 60, roundScenarios: 100 };

async function runCommand(options: Options, io: Io): Promise<number> {
  const begin = io.host.now();
  const python = await ensureTrl(options, io);
  const root = path.resolve(io.workingDirectory, options.runDir);
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  const say = async (text: string) => {
    await io.stdout.write(`${((io.host.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);
  };
  const model = await tinyModel(python, root, options, io);
  await say(`a model from nothing: ${model.told}`);
  const config = path.join(root, 'loop.json');
  await writeFile(config, JSON.stringify(configOf(model.folder, python, options.seed), null, 1));
  const run = path.join(root, 'run');
  const start = () => launch(config, run, options);
  await untilSteps(start(), path.join(run, 'round-1', 'sft.trl'), 25, 'the trainer');
  await say('kill -9 of the trainer in SFT, after 25 steps');
  await untilSteps(start(), path.join(run, 'round-1', 'grpo.trl'), 3, 'the loop');
  await say('kill -9 of the loop in GRPO, after 3 steps');
  await done(start(), 0);
  await say('the loop came to its end');
  const record = LoopRecordSchema.parse(JSON.parse(await readFile(path.join(run, 'record.json'), 'utf8')));
  const contracts = await contractsOf(run, record);
  for (const { what, isHeld, seen } of contracts)
    await io.stdout.write(`${isHeld ? 'held  ' : 'BROKEN'} ${what}: ${seen}\n`);
  const broken = contracts.filter(({ isHeld }) => !isHeld).length;
  await say(`${contracts.length - broken} held, ${broken} broken, seed ${options.seed}`);
  return broken === 0 ? 0 : 1;
}

/** Its tokenizer is made of what the tasks of a synthesis look like as prompts. */
async function tinyModel(python: string, root: string, { seed, dataDir }: Options, io: Io) {
  const played = path.join(root, 'texts');
  const synth = ['synth', '--count', '150', '--seed', String(seed + 1000), '--out', played];
  await done(inftool(synth, 'ignore'), 0);
  const prompts = await (await ensureBfcl({ dataDir }, io)).prompts?.();
  if (prompts === undefined) throw new InputError('There are no prompts: expected the data of BFCL.');
  const plain = {
    ...{ bos_token: null, eos_token: '<|im_end|>', adds_bos: false, context: null },
    chat_template: "{% for message in messages %}{{ message['content'] + '\\n' }}{% endfor %}",
  };
  const rows = path.join(root, 'texts.jsonl');
  await writeRows(played, rows, await PromptWriter.open('texts', plain, prompts));
  const texts = path.join(root, 'texts.txt');
  const lines = (await readFile(rows, 'utf8')).split('\n').filter((line) => line !== '');
  await writeFile(
    texts,
    lines
      .map((line) => JSON.parse(line) as TrainingRow)
      .map(({ prompt, completion = '' }) => prompt + completion)
      .join('\n'),
  );
  const folder = path.join(root, 'tiny');
  return { folder, told: (await makeTinyModel(python, texts, folder, seed, io)).trim() };
}

function configOf(model: string, python: string, seed: number) {
  const stage = { batchSize: 8, microBatch: 8, maxLength: 1536 };
  return {
    seed,
    ...brief,
    engine: {
      ...{ name: 'trl', model, python, device: 'cpu', dtype: 'float32', threads: 2 },
      sft: { ...stage, steps: 60, learningRate: 1e-3, saveSteps: 10 },
      grpo: { ...stage, steps: 6, groupSize: 4, maxCompletion: 32, learningRate: 1e-4, saveSteps: 2 },
      serving: { recipe: 'transformers', concurrency: 2, maxTokens: 48 },
    },
  };
}

function inftool(given: readonly string[], stdio: 'ignore' | 'inherit'): ChildProcess {
  const cli = path.join(packageRoot(import.meta.url), 'dist', 'cli.js');
  return spawn(process.execPath, [cli, ...given], { stdio: ['ignore', 'ignore', stdio] });
}

function launch(config: string, run: string, { dataDir }: Options): ChildProcess {
  const data = dataDir === undefined ? [] : ['--data-dir', dataDir];
  return inftool(['loop', '--engine', 'trl', '--config', config, '--run-dir', run, ...data], 'inherit');
}

/** Kills at a step of a stage, and waits until nothing is left that could write. */
async function untilSteps(
  loop: ChildProcess,
  folder: string,
  steps: number,
  victim: 'the trainer' | 'the loop',
) {
  const metrics = path.join(folder, 'metrics.jsonl');
  while ((await linesOf(metrics)) < steps) {
    if (loop.exitCode !== null || loop.signalCode !== null)
      throw new InputError(
        `the loop ended before step ${steps} of ${folder}, with exit code ${loop.exitCode}`,
      );
    await pause(100);
  }
  if (victim === 'the loop') {
    const ended = once(loop, 'exit');
    loop.kill('SIGKILL');
    await ended;
    return;
  }
  process.kill(Number(await readFile(path.join(folder, 'lock'), 'utf8')), 'SIGKILL');
  await done(loop, 2);
}

async function linesOf(file: string): Promise<number> {
  const there = await stat(file).catch(() => undefined);
  return there === undefined ? 0 : (await readFile(file, 'utf8')).split('\n').length - 1;
}

async function done(child: ChildProcess, code: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== code)
    throw new InputError(
      `${child.spawnargs.join(' ')} ended with ${child.exitCode ?? child.signalCode}, not ${code}`,
    );
}

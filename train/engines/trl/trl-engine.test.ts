import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, InputError } from '../../../datasets/index.ts';
import { TrlSettingsSchema, type TrlSettings } from '../engine-config.ts';
import { followJob } from '../follow-job.ts';
import type { TrainingJob } from '../trainer-engine.ts';
import { trlEngine } from './trl-engine.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-trl-engine-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stage = { steps: 3, batchSize: 4, microBatch: 2, learningRate: 0.1, maxLength: 64 };
const settings = TrlSettingsSchema.parse({
  ...{ name: 'trl', model: 'm', device: 'cpu', dtype: 'float32' },
  sft: stage,
  grpo: { ...stage, groupSize: 2, maxCompletion: 8 },
  serving: { recipe: 'transformers' },
});
const io = detachedIo({ environment: { PATH: path.dirname(process.execPath) } });
const unending = new AbortController().signal;

function jobIn(name: string): TrainingJob<TrlSettings> {
  const own = path.join(folder, name);
  return {
    ...{ id: 'round-1/sft', stage: 'sft', folder: own, rows: path.join(own, 'rows.jsonl'), seed: 1 },
    start: { model: '/m' },
    settings,
  };
}

/** A program in place of Python: its arguments are the script, `train` and the job's folder. */
async function interpreter(program: string): Promise<string> {
  const file = path.join(folder, 'python');
  const head = `#!${process.execPath}\nconst fs = require('node:fs'); const folder = process.argv[4];`;
  await writeFile(
    file,
    `${head}\nconst log = (line) => fs.appendFileSync(folder + '/metrics.jsonl', line);\n${program}`,
  );
  await chmod(file, 0o755);
  return file;
}

const line = (step: number, values: object) => `log('${JSON.stringify({ step, values })}\\n');`;

test('a job is written, done, and its metrics are read: of a step done twice, the later', async () => {
  const program = [
    line(1, { loss: 3 }),
    line(2, { loss: 2 }),
    line(3, { loss: 9 }),
    line(2, { loss: 1.5 }),
    line(3, { loss: 1 }),
    line(3, { train_loss: 2 }),
  ].join('\n');
  const job = jobIn('done');
  const steps: number[] = [];
  const state = await followJob(trlEngine(await interpreter(program), io), job, {
    signal: unending,
    onStep: (step) => steps.push(step),
  });
  expect(state.metrics).toEqual([
    { step: 1, values: { loss: 3 } },
    { step: 2, values: { loss: 1.5 } },
    { step: 3, values: { loss: 1, train_loss: 2 } },
  ]);
  expect(steps.at(-1)).toBe(3);
  expect(JSON.parse(await readFile(path.join(job.folder, 'job.json'), 'utf8'))).toMatchObject({
    stage: 'sft',
    settings: { batchSize: 4, microBatch: 2, device: 'cpu' },
  });
});

test.each([
  ['console.error("no memory left"); process.exit(1);', /round-1\/sft[^]*exit code 1[^]*no memory left/],
  ['process.exit(75);', /exit code 75/],
  ['process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 1000);', /SIGKILL ended it/],
])('a trainer that ends by %s is a fault that says so', async (program, message) => {
  const engine = trlEngine(await interpreter(program), io);
  const failed = followJob(engine, jobIn('failed'), { signal: unending, onStep: () => undefined });
  await expect(failed).rejects.toThrow(message);
});

test('who stops following has the trainer end first', async () => {
  const program = `process.on('SIGTERM', () => { fs.writeFileSync(folder + '/told', ''); process.exit(75); });
${line(1, { loss: 1 })} setTimeout(() => {}, 60000);`;
  const stop = new AbortController();
  const job = jobIn('stopped');
  const following = followJob(trlEngine(await interpreter(program), io), job, {
    signal: stop.signal,
    onStep: (step) => {
      if (step === 1) stop.abort(new Error('enough'));
    },
  });
  await expect(following).rejects.toThrow();
  expect(await readFile(path.join(job.folder, 'told'), 'utf8')).toBe('');
});

test('what was made is there, or it is said that it is not', async () => {
  const engine = trlEngine('python', io);
  const job = jobIn('made');
  await expect(engine.artifacts(job)).rejects.toThrow(InputError);
  await mkdir(path.join(job.folder, 'model'), { recursive: true });
  await writeFile(path.join(job.folder, 'model', 'config.json'), '{}');
  expect(await engine.artifacts(job)).toEqual({ model: path.join(job.folder, 'model') });
});

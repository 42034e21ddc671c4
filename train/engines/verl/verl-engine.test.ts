import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'shell-quote';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failed, FakeCluster, running, succeeded } from '../../../bench/index.ts';
import type { TrainingJob } from '../trainer-engine.ts';
import { filesOf, shims } from './job-files.ts';
import { metricsOf } from './metrics.ts';
import { hydraValue, overridesOf } from './overrides.ts';
import { rowsIn } from './rows.ts';
import { VerlSettingsSchema, type VerlSettings } from './settings.ts';
import { verlEngine } from './verl-engine.ts';

let root = '';
let cluster = new FakeCluster(() => []);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'inftool verl-'));
});
afterEach(async () => {
  cluster.stop();
  await rm(root, { recursive: true });
});

const stage = { steps: 3, batchSize: 8, learningRate: 1e-6, maxLength: 512 };
const base = {
  name: 'verl',
  model: '/models/a',
  serving: { recipe: 'vllm' },
  sft: stage,
  grpo: { ...stage, groupSize: 4, maxCompletion: 128 },
};

const prompt = 'Ring!';
const row = {
  task_id: 't/0',
  messages: [{ role: 'user', content: 'Ring!' }],
  prompt,
  prompt_sha256: createHash('sha256').update(prompt).digest('hex'),
  completion: '[ring()]<|end|>',
};

async function jobOf(
  given: Partial<TrainingJob<VerlSettings>> = {},
  settings: object = {},
): Promise<TrainingJob<VerlSettings>> {
  const rows = path.join(root, 'rows.jsonl');
  await writeFile(rows, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, task_id: 't/1' })}\n`);
  return {
    ...{ id: 'round-1/grpo', stage: 'grpo', folder: path.join(root, "it's a job"), rows, seed: 7 },
    start: { model: '/models/a' },
    settings: VerlSettingsSchema.parse({ ...base, ...settings }),
    rewards: { url: 'http://h:1', run_id: 'r', grader_version: 'g', token_env: 'SECRET' },
    ...given,
  };
}

async function engineOn(play: ConstructorParameters<typeof FakeCluster>[0]) {
  cluster = new FakeCluster(play);
  const url = await cluster.start();
  return verlEngine({ ray: { url, signal: new AbortController().signal } });
}

test('a GRPO job is told its settings, and further ones last', async () => {
  const told = overridesOf(
    await jobOf({}, { overrides: { grpo: ['actor_rollout_ref.actor.entropy_coeff=0.01'] } }),
  );
  const values = new Map(told.map((one) => one.split('=', 2) as [string, string]));
  expect(values.get('data.train_batch_size')).toBe('2');
  expect(values.get('data.max_prompt_length')).toBe('384');
  expect(values.get('actor_rollout_ref.rollout.n')).toBe('4');
  expect(values.get('trainer.resume_mode')).toBe('auto');
  expect(values.get('actor_rollout_ref.actor.use_kl_loss')).toBe('false');
  expect(values.has('actor_rollout_ref.model.lora_rank')).toBe(false);
  expect(told.at(-1)).toBe('actor_rollout_ref.actor.entropy_coeff=0.01');
  expect(values.size).toBe(told.length);
});

test('an adapter goes on with its settings, in both stages', async () => {
  const start = { model: '/models/a', adapter: '/models/b' };
  const lora = { rank: 8, targets: ['q_proj', 'v_proj'] };
  expect(overridesOf(await jobOf({ start }, { lora }))).toEqual(
    expect.arrayContaining([
      'actor_rollout_ref.model.lora_rank=8',
      'actor_rollout_ref.model.target_modules=[q_proj,v_proj]',
      'actor_rollout_ref.model.lora_adapter_path=/models/b',
      'actor_rollout_ref.rollout.load_format=safetensors',
    ]),
  );
  expect(overridesOf(await jobOf({ start, stage: 'sft' }, { lora }))).toEqual(
    expect.arrayContaining(['model.lora_rank=8', 'model.lora_adapter_path=/models/b']),
  );
});

test('what is special in texts is quoted as Hydra reads it', () => {
  const texts = [
    '/a/b-c.py',
    'true',
    'null',
    '1',
    'it\'s, [x]="y"',
    String.raw`a\b`,
    String.raw`a\'`,
    'x\\',
    '',
  ];
  expect(texts.map(hydraValue)).toEqual([
    '/a/b-c.py',
    "'true'",
    "'null'",
    "'1'",
    String.raw`'it\'s, [x]="y"'`,
    String.raw`'a\b'`,
    String.raw`'a\\\''`,
    String.raw`'x\\'`,
    "''",
  ]);
});

test.each([
  ['reward.num_workers=1'],
  ['++trainer.v1.trainer_mode=separate_async'],
  ['algorithm.filter_groups.enable=true'],
  ['~trainer'],
  ['+data.apply_chat_template_kwargs.enable_thinking=false'],
  ['actor_rollout_ref.model={}'],
  ['not an override'],
])('the override %s is refused', (override) => {
  expect(VerlSettingsSchema.safeParse({ ...base, overrides: { grpo: [override] } }).success).toBe(false);
});

test('settings that verl lacks are refused where they stand', () => {
  const parsed = VerlSettingsSchema.safeParse({
    ...base,
    lora: { dropout: 0.1 },
    sft: { ...stage, scheduler: 'linear', arguments: { x: 1 } },
    grpo: { ...base.grpo, maxCompletion: 512 },
  });
  expect(parsed.error?.issues.map(({ path: where }) => where.join('.'))).toEqual([
    'sft.scheduler',
    'sft.arguments',
    'grpo.maxCompletion',
    'lora.dropout',
  ]);
});

test('rows for GRPO hold no answer, those for SFT do', async () => {
  const engine = await engineOn(() => [succeeded]);
  const linesOf = async (job: TrainingJob<VerlSettings>) => {
    await engine.prepare(job);
    const text = await readFile(filesOf(job.folder).rows, 'utf8');
    return {
      text,
      lines: text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    };
  };
  const grpo = await linesOf(await jobOf());
  expect(grpo.text).not.toContain('ring()');
  expect(grpo.lines[1]).toEqual({
    ...{ task_id: 't/1', prompt, prompt_sha256: row.prompt_sha256 },
    row: {
      data_source: 'inftool',
      prompt: row.messages,
      ability: 'tool-calling',
      reward_model: { style: 'rule', ground_truth: '{"task_id":"t/1"}' },
      extra_info: { index: 1, task_id: 't/1', prompt_sha256: row.prompt_sha256, split: 'train' },
    },
  });
  const sft = await linesOf(await jobOf({ stage: 'sft', folder: path.join(root, 'sft') }));
  expect(sft.lines[0]).toMatchObject({ completion: row.completion, row: { messages: row.messages } });
});

test('what is no row, and a row of SFT without an answer, is refused with its line', async () => {
  expect(() => rowsIn(`${JSON.stringify(row)}\n{"task_id": ""}`, 'rows.jsonl')).toThrow(/^rows\.jsonl:2: /);
  const engine = await engineOn(() => [succeeded]);
  const job = await jobOf({ stage: 'sft' });
  await writeFile(job.rows, JSON.stringify({ ...row, completion: undefined }));
  await expect(engine.prepare(job)).rejects.toThrow(/rows\.jsonl:1: expected a completion/);
});

test('of a step done twice the later counts, and what was gone back behind is gone', () => {
  const line = (step: number, value: number | null) => `${JSON.stringify({ step, data: { value } })}\n`;
  const first = line(1, 1) + line(2, 2) + line(3, 3) + line(4, 4) + '{"step": 5, "da';
  const values = metricsOf([first, '', line(3, 30), line(3, 31) + line(4, null)]);
  expect(values).toEqual([
    { step: 1, values: { value: 1 } },
    { step: 2, values: { value: 2 } },
    { step: 3, values: { value: 31 } },
    { step: 4, values: {} },
  ]);
});

test('metrics come in the order of their steps, each once', () => {
  const starts = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 })));
  fc.assert(
    fc.property(starts, (attempts) => {
      let done = 0;
      const texts = attempts.map(([start, count]) => {
        const from = Math.min(start, done) + 1;
        done = from + count - 1;
        return Array.from({ length: count }, (_, n) => `{"step": ${from + n}, "data": {}}\n`).join('');
      });
      const steps = metricsOf(texts).map(({ step }) => step);
      expect(steps).toEqual(Array.from({ length: done }, (_, n) => n + 1));
    }),
  );
});

test('a job that failed is submitted again under another name, one that runs is not', async () => {
  const views = [[failed(1)], [running]];
  const engine = await engineOn(() => views.shift() ?? []);
  const job = await jobOf();
  await engine.prepare(job);
  const first = await engine.launch(job);
  const files = filesOf(job.folder);
  await writeFile(files.metrics(1), '{"step": 1, "data": {"critic/rewards/mean": 0.5}}\n');
  const state = await first.poll();
  expect(state).toMatchObject({ state: 'failed', metrics: [{ step: 1 }] });
  expect(state.fault).toContain('\\u001b[31mred');
  await engine.launch(job);
  const again = await engine.launch(job);
  expect(await again.poll()).toMatchObject({ state: 'running', metrics: [{ step: 1 }] });
  const ids = cluster.submitted.map(({ submission_id: id }) => id);
  expect(ids.map((id) => id.slice(-2))).toEqual(['-1', '-2']);
  const environment = cluster.submitted.map(({ runtime_env }) => runtime_env?.env_vars);
  expect(environment).toEqual([1, 2].map((attempt) => ({ VERL_FILE_LOGGER_PATH: files.metrics(attempt) })));
});

test('a node runs the job where its folder is, and complains where it is not', async () => {
  const engine = await engineOn(() => [running]);
  const job = await jobOf({}, { python: 'echo' });
  await engine.prepare(job);
  await engine.launch(job);
  const line = cluster.submitted[0]?.entrypoint ?? '';
  const said = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).trimEnd().split('\n');
  const files = filesOf(job.folder);
  expect(said[0]).toBe(`${files.shim('inftool_verl_rows.py')} ${job.folder}`);
  expect(said[1]).toBe(['-m', 'verl.trainer.main_ppo', ...overridesOf(job)].join(' '));
  await rm(job.folder, { recursive: true });
  expect(() => execFileSync('sh', ['-c', line], { stdio: 'pipe' })).toThrow(/is not here: expected a folder/);
  expect(parse(line)).not.toHaveLength(0);
});

test('the name of the token goes to the job, never the token', async () => {
  const engine = await engineOn(() => [running]);
  const job = await jobOf();
  await engine.prepare(job);
  await engine.launch(job);
  expect(JSON.stringify(cluster.submitted)).not.toContain('SECRET');
  expect(JSON.parse(await readFile(filesOf(job.folder).rewards, 'utf8'))).toEqual({
    ...job.rewards,
    timeout: 60,
    patience: 300,
  });
});

test('only the checkpoint of the last step is made into a model', async () => {
  const engine = await engineOn(async ({ entrypoint }) => {
    if (entrypoint.includes('global_step_3/actor')) await mkdir(filesOf(job.folder).model);
    await writeFile(path.join(filesOf(job.folder).model, 'config.json'), '{}');
    return [succeeded];
  });
  const job = await jobOf();
  await engine.prepare(job);
  await expect(engine.artifacts(job)).rejects.toThrow('and there is none');
  const { checkpoints, latest, model } = filesOf(job.folder);
  await mkdir(checkpoints);
  await writeFile(latest, '2');
  await expect(engine.artifacts(job)).rejects.toThrow('got that of step 2');
  await writeFile(latest, '3');
  expect(await engine.artifacts(job)).toEqual({ model });
  expect(await engine.artifacts(job)).toEqual({ model });
  expect(cluster.submitted).toHaveLength(1);
});

test('Python shims hold no grading', async () => {
  const engine = await engineOn(() => []);
  const job = await jobOf();
  await engine.prepare(job);
  for (const name of shims) {
    const source = await readFile(filesOf(job.folder).shim(name), 'utf8');
    expect(source).not.toMatch(/possible_answer|\beval\(|\bexec\(|ast\.|score\s*=\s*[01]\b/);
  }
});

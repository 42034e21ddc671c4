import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  InputError,
  LoopRecordSchema,
  ownSpecsFolder,
  type Io,
  type LoopRecord,
} from '../../datasets/index.ts';
import { benchCommands } from '../../bench/index.ts';
import { policyProvider } from '../policy/provider.ts';
import { loopCommand } from './command.ts';

let root: string;
let shown = '';
let told = '';

function io(isAlive = false, now = () => 0): Io {
  const sink = (add: (text: string) => void) => ({
    write: (text: string) => {
      add(text);
      return Promise.resolve();
    },
    isTerminal: false,
    columns: undefined,
  });
  return {
    stdin: Readable.from([]),
    stdout: sink((text) => (shown += text)),
    stderr: sink((text) => (told += text)),
    environment: {},
    workingDirectory: root,
    atExit: () => () => undefined,
    interruption: () => new AbortController().signal,
    host: {
      now,
      processId: 7,
      name: 'host',
      commandLine: [],
      isAlive: () => isAlive,
      today: () => ({ year: 2026, month: 1, day: 1 }),
      nodeVersion: 'v20',
    },
  };
}

const options = loopCommand.schema;
const run = (runDir: string, more: object = {}, now?: () => number) =>
  loopCommand.run(
    options.parse({ config: 'loop.yaml', runDir, dataDir: 'none', workers: 1, ...more }),
    io(false, now),
  );
const recordIn = async (folder: string): Promise<LoopRecord> =>
  LoopRecordSchema.parse(JSON.parse(await readFile(join(root, folder, 'record.json'), 'utf8')));

const config = `
heldOutScenarios: 90
roundScenarios: 100
sft: { examples: 110, batchSize: 8, learningRate: 0.05, epochs: 4, decay: 0.0001 }
gate: { superiority: 0, nonInferiority: 0.01, resamples: 250, alpha: 0.05 }
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-loop-'));
  await writeFile(join(root, 'loop.yaml'), config);
  expect(await run('whole')).toBe(0);
}, 120_000);
afterAll(() => rm(root, { recursive: true }));

test('a loop scores, trains and decides, and leaves its report', async () => {
  const record = await recordIn('whole');
  expect(record.scores.map(({ checkpoint }) => checkpoint)).toEqual([
    'untrained',
    'round-1/sft',
    'round-1/grpo',
    'round-2/sft',
    'round-2/grpo',
  ]);
  const [untrained, , trained] = record.scores;
  expect(trained?.overall.rate).toBeGreaterThan(untrained?.overall.rate ?? 1);
  expect(record.rounds[0]?.decisions[0]).toMatchObject({
    decision: 'PROMOTE',
    base: 'untrained',
    candidate: 'round-1/sft',
  });
  expect(record.gained.length).toBeGreaterThan(0);
  expect(record.notes.join()).toMatch(/inftool data pull/);
  const html = await readFile(join(root, 'whole', 'report.html'), 'utf8');
  expect(html).toMatch(/<svg/);
  expect(shown).toMatch(/The report lies in .*report\.html\n/);
  expect(told).toMatch(
    /A first look, on the first tasks of the held-out suite:[^]*n = 2\d tasks[^]*points four times in five/,
  );
});

test('with the arm self, the champion plays the assistant, calls and comes to an end', async () => {
  await cp(join(root, 'whole'), join(root, 'self'), { recursive: true });
  for (const name of ['config.json', 'record.json', 'round-2'])
    await rm(join(root, 'self', name), { recursive: true });
  for (const checkpoint of ['round-2-sft', 'round-2-grpo'])
    await rm(join(root, 'self', 'scores', 'held-out', `${checkpoint}.json`));
  expect(await run('self', { arm: 'self' })).toBe(0);
  const { rounds, champion } = await recordIn('self');
  const rows = rounds[1]?.yield.filter(({ kind }) => kind === 'single' || kind === 'multiple') ?? [];
  expect(rows.map(({ kept }) => kept > 0)).toEqual([true, true]);
  expect(rows.flatMap(({ rejected }) => Object.keys(rejected))).not.toContain('not_finished');
  expect(champion).not.toBe('untrained');
}, 60_000);

describe('a run that was cut off', () => {
  test.each([
    ['round-1/grpo.training.json'],
    ['round-1/yield.json'],
    ['scores'],
    ['held-out/yield.json'],
    ['round-2'],
  ])(
    'before %s was there comes to the same',
    async (last) => {
      const folder = `cut-${last.replaceAll(/\W/g, '-')}`;
      await cp(join(root, 'whole'), join(root, folder), { recursive: true });
      for (const name of ['record.json', 'report.html', 'report.md', last])
        await rm(join(root, folder, name), { recursive: true, force: true });
      expect(await run(folder)).toBe(0);
      const [was, is] = [await recordIn('whole'), await recordIn(folder)];
      expect(is).toEqual(was);
    },
    60_000,
  );
});

test('a run that another engine goes on with says so', async () => {
  await cp(join(root, 'whole'), join(root, 'elsewhere'), { recursive: true });
  await rm(join(root, 'elsewhere', 'record.json'));
  const file = join(root, 'elsewhere', 'engine.json');
  const begun = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...begun, node: 'v18.0.0' }));
  told = '';
  expect(await run('elsewhere')).toBe(0);
  expect(told).toMatch(/begun on Node v18\.0\.0, and this is v/);
  const { node, notes } = await recordIn('elsewhere');
  expect([node, notes[0]]).toEqual(['v18.0.0', expect.stringMatching(/begun on Node v18/)]);
  await rm(join(root, 'elsewhere', 'record.json'));
  await writeFile(file, JSON.stringify({ ...begun, grader: 'another' }));
  await expect(run('elsewhere')).rejects.toThrow(/begun with InfTool .*, grader another; this is/);
});

test('weights that are not those of the log or of the score are refused', async () => {
  await cp(join(root, 'whole'), join(root, 'swapped'), { recursive: true });
  await rm(join(root, 'swapped', 'record.json'));
  const round = join(root, 'swapped', 'round-1');
  await cp(join(round, 'grpo.checkpoint.json'), join(round, 'sft.checkpoint.json'));
  await expect(run('swapped')).rejects.toThrow(/sft\.checkpoint\.json: expected the weights that/);
  await cp(join(round, 'grpo.training.json'), join(round, 'sft.training.json'));
  await expect(run('swapped')).rejects.toThrow(/the score of round-1\/sft is that of other weights/);
});

test('a budget counts what was done before the run was cut off', async () => {
  let clock = 0;
  const tick = () => (clock += 1000);
  await cp(join(root, 'whole'), join(root, 'budget'), { recursive: true });
  for (const name of ['config.json', 'record.json', 'round-1/seconds.json'])
    await rm(join(root, 'budget', name));
  await writeFile(join(root, 'brief.yaml'), `${config}budgetSeconds: 2\nrounds: 3\n`);
  expect(await run('budget', { config: 'brief.yaml' }, tick)).toBe(0);
  const was = await recordIn('budget');
  expect(was).toMatchObject({ stopped: 'after 1 round: the budget of 2 s is spent', rounds: { length: 1 } });
  expect(was.rounds[0]?.seconds['synthesis']).toBeGreaterThan(0);
  await rm(join(root, 'budget', 'record.json'));
  expect(await run('budget', { config: 'brief.yaml' })).toBe(0);
  expect(await recordIn('budget')).toEqual(was);
});

test('a run that is done is shown, not run anew', async () => {
  const before = await readdir(join(root, 'whole'), { recursive: true });
  [shown, told] = ['', ''];
  expect(await run('whole')).toBe(0);
  expect(told).toMatch(/holds a run that is done: nothing is run anew/);
  expect(shown).toMatch(/The report lies in .*report\.html/);
  expect(await readdir(join(root, 'whole'), { recursive: true })).toEqual(before);
});

/** Ids with results, without how long they took. */
async function resultsIn(file: string): Promise<unknown[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { id, result } = JSON.parse(line) as Record<string, unknown>;
    return { id, result };
  });
}

test('a checkpoint of the run is a model that suites are run with', async () => {
  const entry = benchCommands([policyProvider], []).find(({ name }) => name === 'generate');
  const generate = await entry?.load();
  const model = `policy:${join('whole', 'round-1', 'sft.checkpoint.json')}`;
  const suite = join('whole', 'held-out', 'held-out.jsonl');
  expect(await generate?.run(generate.schema.parse({ model, suite }), io())).toBe(0);
  const [own, loops] = [
    join(root, 'result', 'round-1_sft', 'own'),
    join(root, 'whole', 'result', 'held-out', 'round-1-sft', 'own'),
  ];
  const names = await readdir(loops);
  expect(names).toContain('single_result.jsonl');
  for (const name of names)
    expect(await resultsIn(join(own, name))).toEqual(await resultsIn(join(loops, name)));
});

test('the record is told as JSON', async () => {
  shown = '';
  expect(await run('whole', { json: true })).toBe(0);
  expect(LoopRecordSchema.parse(JSON.parse(shown))).toEqual(await recordIn('whole'));
});

test('another configuration, and another process at work, are refused', async () => {
  await expect(run('whole', { seed: 2 })).rejects.toThrow(/another configuration/);
  await writeFile(join(root, 'whole', 'lock-host-99'), '');
  await expect(
    loopCommand.run(options.parse({ config: 'loop.yaml', runDir: 'whole' }), io(true)),
  ).rejects.toThrow(/process 99 is at work/);
  expect(await run('whole')).toBe(0);
  expect((await readdir(join(root, 'whole'))).filter((name) => name.startsWith('lock'))).toEqual([]);
  await expect(run('loop.yaml')).rejects.toThrow(/loop\.yaml: expected a folder that can be written/);
  await writeFile(join(root, 'bad.yaml'), 'rounds: none\nsteps: 3');
  await expect(run('other', { config: 'bad.yaml' })).rejects.toThrow(/rounds[^]*steps|steps[^]*rounds/);
  await writeFile(
    join(root, 'bad.yaml'),
    'gate: { superiority: 0, nonInferiority: 0, resamples: 9, alpha: 1 }',
  );
  await expect(run('other', { config: 'bad.yaml' })).rejects.toThrow(/alpha/);
  await writeFile(
    join(root, 'bad.yaml'),
    'gate: { superiority: 0, nonInferiority: 0, resamples: 150, alpha: 0.05 }',
  );
  await expect(run('other', { config: 'bad.yaml' })).rejects.toThrow(
    /at least 159.*0\.0125.*gate\.resamples/s,
  );
  await writeFile(join(root, 'bad.yaml'), 'rounds: [');
  await expect(run('other', { config: 'bad.yaml' })).rejects.toThrow(InputError);
});

test('specs of one domain are refused: one is held out', async () => {
  await mkdir(join(root, 'one', 'clinic'), { recursive: true });
  const folder = ownSpecsFolder();
  const [domain] = await readdir(folder);
  await cp(join(folder, domain ?? ''), join(root, 'one', 'clinic'), { recursive: true });
  await writeFile(join(root, 'one.yaml'), `${config}specs: [one/clinic]\n`);
  await expect(run('one-domain', { config: 'one.yaml' })).rejects.toThrow(
    /of 1 domain: expected two or more/,
  );
});

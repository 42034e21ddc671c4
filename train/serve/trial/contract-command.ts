import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import {
  cacheDirectory,
  dataDirectoryOf,
  defineCommand,
  ensureBfcl,
  InputError,
  type Io,
  type Suite,
} from '../../../datasets/index.ts';
import { dataDirField, dataDirOption, pythonIn } from '../../../bench/index.ts';
import { answersTo } from './answers.ts';
import { askPython } from './ask-python.ts';
import { callsText, playsOf, rowText, scoreText, type Play } from './contract.ts';
import { Served } from './served.ts';

const verifiers = 'verifiers==0.4.0';
/** The package itself asks for a GPU's libraries; its module that asks for rewards needs aiohttp alone. */
const openRlhf = [
  'openrlhf==0.11.2',
  'aiohttp==3.14.5',
  'aiohappyeyeballs==2.7.1',
  'aiosignal==1.4.0',
  'attrs==26.1.0',
  'frozenlist==1.8.0',
  'idna==3.20',
  'multidict==7.2.1',
  'propcache==0.5.4',
  'typing_extensions==4.16.0',
  'yarl==1.25.1',
];

const OptionsSchema = z.object({
  tasks: z.coerce.number().int().positive().default(10),
  seed: z.coerce.number().int().default(1),
  ...dataDirField,
});
type Options = z.output<typeof OptionsSchema>;

export const contractCommand = defineCommand({
  name: 'contract-verifiers',
  summary: `Has clients of other packages, unchanged, ask a reward server: the NeMo Gym client of ${verifiers} plays sessions of BFCL's tasks (turns in environments and single calls, right and wrong), and OpenRLHF's rollout executor (${openRlhf[0] ?? ''}) asks for rewards, the last time for a task that is not there. Rewards are compared with those of POST /v1/score and with what the calls are worth; exit code 1 where any is another. Both are installed into environments in the cache directory on first use. Where OpenRLHF's cannot be had, that is said, with the reason. Runs in a checkout, after \`npm run build\`.`,
  options: [
    { flags: '--tasks <n>', description: 'with environments, and as many without (10)' },
    { flags: '--seed <n>', description: 'of the single calls (1)' },
    dataDirOption,
  ],
  examples: ['contract-verifiers', 'contract-verifiers --tasks 3'],
  schema: OptionsSchema,
  run: runCommand,
});

type Trial = {
  readonly suite: Suite;
  readonly served: Served;
  readonly options: Options;
  readonly root: string;
  readonly io: Io;
};

async function runCommand(options: Options, io: Io): Promise<number> {
  const { dataDir } = options;
  const suite = await ensureBfcl({ dataDir }, io);
  const root = await mkdtemp(path.join(tmpdir(), 'inftool-contract-'));
  try {
    const given = ['--bfcl', '--data-dir', dataDirectoryOf({ dataDir }, io)];
    const served = await Served.start(given, path.join(root, 'run'));
    const trial = { suite, served, options, root, io };
    try {
      const isKept = [await verifiersTrial(trial), await openRlhfTrial(trial)];
      return isKept.every(Boolean) ? 0 : 1;
    } finally {
      await served.end();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function environment(requirements: readonly string[], withDependencies: boolean, io: Io): Promise<string> {
  const [purpose = ''] = requirements;
  const folder = path.join(cacheDirectory(io), `contract-${purpose.replace('==', '-')}`);
  const say = (text: string) => io.stderr.write(`inftool: ${text}\n`);
  return pythonIn({ folder, purpose, requirements, withDependencies }, say);
}

const PlayedSchema = z.strictObject({
  reward: z.number(),
  error_type: z.string().nullable(),
  passed: z.boolean(),
  statuses: z.array(z.int()),
});

const ScoredSchema = z.object({
  items: z.array(z.object({ reward: z.number(), verdict: z.object({ error_type: z.string().nullable() }) })),
});

async function verifiersTrial({ suite, served, options, root, io }: Trial): Promise<boolean> {
  const python = await environment([verifiers], true, io);
  const plays = await playsOf(suite, options.tasks, options.seed);
  const dataset = path.join(root, 'rows.jsonl');
  await writeFile(dataset, plays.map((play) => `${rowText(play)}\n`).join(''));
  const printed = await askPython(python, 'verifiers_client.py', [], callsText(plays, dataset, served.url));
  const played = linesOf(printed, PlayedSchema);
  const response = await fetch(`${served.url}/v1/score`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: scoreText(plays),
  });
  const scored = ScoredSchema.parse(await response.json()).items;
  const seen = plays.map((play, place) => {
    const [one, other] = [played[place], scored[place]];
    const answered = play.turn === undefined ? 404 : 200;
    const isKept =
      one?.reward === other?.reward &&
      one?.error_type === other?.verdict.error_type &&
      (one?.reward === 1) === play.isRight &&
      one?.passed === play.isRight &&
      one.statuses.every((status) => status === answered);
    return { play, one, other, isKept };
  });
  for (const { play, one, other } of seen.filter(({ isKept }) => !isKept)) {
    const got = `verifiers ${JSON.stringify(one)}, POST /v1/score ${JSON.stringify(other)}`;
    await io.stdout.write(`WRONG ${nameOf(play)}: ${got}\n`);
  }
  await io.stdout.write(`${verifiersLine(seen)}\n`);
  return played.length === plays.length && seen.every(({ isKept }) => isKept);
}

type Seen = { readonly play: Play; readonly isKept: boolean };

function verifiersLine(seen: readonly Seen[]): string {
  const count = (of: (one: Seen) => boolean) => seen.filter(of).length;
  const turns = (isRight: boolean) =>
    count(({ play }) => play.turn !== undefined && play.isRight === isRight);
  const single = (isRight: boolean) =>
    count(({ play }) => play.turn === undefined && play.isRight === isRight);
  const kept = count(({ isKept }) => isKept);
  return `${verifiers}: ${turns(true)} right and ${turns(false)} wrong turns in environments, ${single(true)} right and ${single(false)} wrong single calls: ${kept} of ${seen.length} rewards as POST /v1/score has them, and as the calls are worth`;
}

function nameOf({ task, turn, isRight }: Play): string {
  return `${task.id}${turn === undefined ? '' : `, turn ${turn}`}, ${isRight ? 'right' : 'wrong'}`;
}

const AskedSchema = z.strictObject({
  /** Of the batch of one; null where none was got. */
  reward: z.array(z.number()).nullable(),
  logged: z.array(z.string()),
});

async function openRlhfTrial({ suite, served, options, io }: Trial): Promise<boolean> {
  const [name = ''] = openRlhf;
  let python: string;
  try {
    python = await environment(openRlhf, false, io);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await io.stdout.write(`${name}: NOT TRIED: ${error.message}\n`);
    return true;
  }
  const answers = (await answersTo(suite, 'simple_python', options.seed)).slice(0, 2 * options.tasks);
  const asked = [
    ...answers.map(({ task_id, result }) => ({ label: task_id, answer: `${result}<|im_end|>` })),
    { label: 'no such task', answer: 'No.' },
  ].map((one) => ({ ...one, prompt: 'Answer!\n' }));
  const endpoint = `${served.url}/get_reward?run_id=openrlhf-trial&stop=<|im_end|>`;
  const printed = await askPython(python, 'openrlhf_client.py', [], JSON.stringify({ endpoint, asked }));
  const told = linesOf(printed, AskedSchema);
  const last = told.at(-1);
  const kept = answers.filter(({ isRight }, place) => {
    const reward = told[place]?.reward ?? [];
    return reward.length === 1 && (reward[0] === 1) === isRight;
  }).length;
  const right = answers.filter(({ isRight }) => isRight).length;
  await io.stdout.write(
    `${name}: ${right} right and ${answers.length - right} wrong answers: ${kept} of ${answers.length} rewards as the answers are worth; refused (422), it is left with the reward ${JSON.stringify(last?.reward)}, and logged: ${last?.logged.at(-1) ?? 'nothing'}\n`,
  );
  return told.length === asked.length && kept === answers.length && last?.reward === null;
}

function linesOf<Line>(printed: string, schema: z.ZodType<Line>): Line[] {
  const lines = printed.split('\n').filter((line) => line !== '');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

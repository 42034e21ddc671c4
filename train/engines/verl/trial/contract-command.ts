import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { defineCommand, type Io } from '../../../../datasets/index.ts';
import { Served } from '../../../serve/trial/served.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';
import { filesOf } from '../job-files.ts';
import { readMetrics } from '../metrics.ts';
import { verlEngine } from '../verl-engine.ts';
import { ensureVerl, VERL } from './environment.ts';
import { answersTo, jobsOn, LONG, rowsOfSuite, tinyModel, writeSuite, type Answer } from './scene.ts';

const OptionsSchema = z.object({ venv: z.string().optional() });

const ContractSchema = z.strictObject({
  name: z.string(),
  state: z.enum(['held', 'broken', 'not run']),
  detail: z.string(),
});
type Contract = z.output<typeof ContractSchema>;

export const verlContractCommand = defineCommand({
  name: 'contract-verl',
  summary:
    'Holds what the engine verl takes for granted against the real package, in a Python environment of its own: rows, configuration, rewards from a live server, checkpoints. Needs no GPU, and trains nothing. Exit code 1 where anything is otherwise. Runs in a checkout, after `npm run build`.',
  options: [
    { flags: '--venv <folder>', description: 'Python environment with verl (one in the cache directory)' },
  ],
  examples: ['contract-verl'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand({ venv }: z.output<typeof OptionsSchema>, io: Io): Promise<number> {
  const python = path.join(await ensureVerl(venv, io), 'bin', 'python');
  const root = await mkdtemp(path.join(tmpdir(), 'inftool-verl-'));
  const suite = await writeSuite(root);
  const served = await Served.start(['--suite', suite], path.join(root, 'served'));
  const counts = { held: 0, broken: 0, 'not run': 0 };
  const tell = async ({ name, state, detail }: Contract) => {
    counts[state]++;
    await io.stdout.write(`${state.padEnd(7)} ${name}${detail === '' ? '' : ` (${detail})`}\n`);
  };
  try {
    const answers = await answersTo(suite, io);
    const given = await writeScene(root, { python, url: served.url, answers });
    await pythonContracts(python, given, tell);
    await tell(await journalContract(served, answers));
    await tell(await metricsContract(root));
  } finally {
    await served.end('SIGKILL');
  }
  await io.stdout.write(`${counts.held} held, ${counts.broken} broken, ${counts['not run']} not run\n`);
  if (counts.broken > 0) return 1;
  await rm(root, { recursive: true });
  return 0;
}

type Scene = { readonly python: string; readonly url: string; readonly answers: readonly Answer[] };

/** A tiny model, and a job of each stage as the engine prepares it. @returns the file that tells of them */
async function writeScene(root: string, { python, url, answers }: Scene): Promise<string> {
  const rows = rowsOfSuite();
  const model = await tinyModel(root, rows, python);
  const engine = verlEngine({ ray: { url, signal: new AbortController().signal } });
  const { sft, grpo } = await jobsOn(root, rows, { model, url, python, maxLength: 400 });
  for (const job of [sft, grpo]) await engine.prepare(job);
  const file = path.join(root, 'contracts.json');
  const told = { verl: VERL, folder: root, model, sft: sft.folder, grpo: grpo.folder, long: LONG, answers };
  await writeFile(file, JSON.stringify(told));
  return file;
}

async function pythonContracts(
  python: string,
  given: string,
  tell: (contract: Contract) => Promise<void>,
): Promise<void> {
  const script = checkoutFile('train', 'engines', 'verl', 'trial', 'contracts.py');
  const shims = path.join(path.dirname(given), 'grpo', 'shims');
  const child = spawn(python, ['-W', 'ignore', script, given], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...{
        PYTHONPATH: shims,
        PYTHONDONTWRITEBYTECODE: '1',
        HF_HUB_OFFLINE: '1',
        VERL_LOGGING_LEVEL: 'ERROR',
      },
      // Ray would leave a token in the user's home.
      RAY_AUTH_MODE: 'disabled',
      HF_DATASETS_CACHE: path.join(path.dirname(given), 'datasets'),
    },
  });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint = (complaint + part.toString()).slice(-6000)));
  const ended = once(child, 'close') as Promise<[number | null]>;
  let isBroken = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const contract = contractIn(line);
    if (contract === undefined) continue;
    isBroken ||= contract.state === 'broken';
    await tell(contract);
  }
  const [code] = await ended;
  if (code === 0 && !isBroken) return;
  await writeFile(path.join(path.dirname(given), 'complaints'), complaint);
  if (code !== 0) {
    const detail = `exit code ${code}: ${complaint.slice(-1000)}`;
    await tell({ name: 'the contracts come to their end', state: 'broken', detail });
  }
}

/** verl prints, too. */
function contractIn(line: string): Contract | undefined {
  try {
    return ContractSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Every reward that the plugin gave stands in the server's journal: by two managers, and one over Ray. */
async function journalContract(served: Served, answers: readonly Answer[]): Promise<Contract> {
  const name = 'rewards: the journal holds what was rewarded, and nothing else';
  const rewards = [...(await served.journal()).values()];
  const expected = [...answers, ...answers, ...answers.slice(0, 1)].map(({ reward }) => reward);
  const isSame = JSON.stringify(rewards.sort()) === JSON.stringify(expected.sort());
  const detail = `${rewards.length} items, ${expected.length} expected`;
  return { name, state: isSame ? 'held' : 'broken', detail };
}

async function metricsContract(root: string): Promise<Contract> {
  const name = 'config: what the file logger wrote is read';
  const metrics = await readMetrics(1, filesOf(root).metrics);
  const expected = [3, 4].map((step) => ({ step, values: { 'critic/rewards/mean': step / 4 } }));
  const isSame = JSON.stringify(metrics) === JSON.stringify(expected);
  return { name, state: isSame ? 'held' : 'broken', detail: JSON.stringify(metrics) };
}

import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { cacheDirectory, defineCommand, InputError, packageRoot, type Io } from '../../../datasets/index.ts';
import { venvField, venvOption } from '../../options.ts';
import { startScriptedServer } from '../../models/scripted-server/server.ts';
import type { ChatScript } from '../../models/scripted-server/completion.ts';
import { ensureRay, RayCluster } from './ray-cluster.ts';

const RAY = '2.60.0';
const TODAY = '2026-01-01';

const OptionsSchema = z.object({
  categories: z.array(z.string()).default(['simple_python', 'multi_turn_base', 'memory_kv']),
  sample: z.coerce.number().int().positive().default(40),
  latency: z.coerce.number().nonnegative().default(400),
  shards: z.coerce.number().int().positive().default(8),
  cpus: z.coerce.number().int().positive().default(2),
  ...venvField,
});
type Options = z.output<typeof OptionsSchema>;

export const rayTrialCommand = defineCommand({
  name: 'ray-trial',
  summary:
    'Starts a Ray cluster on this machine and submits shards of generate to it, against a scripted endpoint: on one node, on two, and on two of which one is killed on the way. Tells how long they take, and compares what they come to with a run in one process.',
  options: [
    {
      flags: '--categories <names...>',
      description: 'of the tasks (simple_python multi_turn_base memory_kv)',
    },
    { flags: '--sample <n>', description: 'of each category so many (40)' },
    { flags: '--latency <ms>', description: 'of every answer (400)' },
    { flags: '--shards <n>', description: 'jobs of one processor each (8)' },
    { flags: '--cpus <n>', description: 'of a node: so many jobs at a time (2)' },
    venvOption,
  ],
  examples: ['ray-trial --sample 40'],
  schema: OptionsSchema,
  run: runCommand,
});

/** Calls the first tool with nothing until it has answered; says something where there is none. */
const firstTool: ChatScript = ({ body }) => {
  const [tool] = body.tools ?? [];
  if (tool === undefined || body.messages.at(-1)?.role === 'tool')
    return { content: `That was message ${body.messages.length}.` };
  const call = { name: tool.function.name, arguments: '{}' };
  return { content: null, tool_calls: [{ id: 'call_0', type: 'function', function: call }] };
};

async function runCommand(options: Options, io: Io): Promise<number> {
  const venv = path.resolve(io.workingDirectory, options.venv ?? path.join(cacheDirectory(io), `ray-${RAY}`));
  ensureRay(venv, RAY);
  // Sockets of Ray have long names below it, and no name of a socket may have more than 107 bytes.
  const root = await mkdtemp(path.join(tmpdir(), 'ray-'));
  const server = await startScriptedServer({ answer: firstTool, latency: options.latency });
  const told = (line: string) => io.stdout.write(`${line}\n`);
  const trial = new Trial(root, [...workOf(options), '--base-url', server.url], options, told);
  let cluster: RayCluster | undefined;
  try {
    await trial.alone();
    cluster = await RayCluster.start(venv, path.join(root, 'r'), options.cpus);
    const one = await trial.submitted('one-node', cluster);
    await cluster.addNode(options.cpus);
    const two = await trial.submitted('two-nodes', cluster);
    await told(`from 1 to 2 nodes: ${(one / two).toFixed(2)} times as fast`);
    await trial.submitted('one-of-two-killed', cluster, two / 2);
  } finally {
    await cluster?.stop();
    await server.close();
  }
  if (trial.different > 0) return 1;
  await rm(root, { recursive: true });
  return 0;
}

function workOf({ categories, sample }: Options): string[] {
  const tasks = ['--test-category', ...categories, '--sample', String(sample)];
  return ['generate', '--model', 'scripted', ...tasks, '--num-threads', '2', '--today', TODAY];
}

class Trial {
  different = 0;
  #whole = '';

  constructor(
    private readonly root: string,
    private readonly work: readonly string[],
    private readonly options: Options,
    private readonly told: (line: string) => Promise<void>,
  ) {}

  /** In one process. */
  async alone(): Promise<void> {
    const start = performance.now();
    await done(launch([...this.work, '--num-threads', '64', '--result-dir', path.join(this.root, 'alone')]));
    const seconds = secondsSince(start);
    this.#whole = await treeOf(path.join(this.root, 'alone'));
    await this.told(`one process, 64 tasks at a time: ${seconds.toFixed(1)} s`);
  }

  /** @param killAfter seconds after which the node that came last is killed @returns seconds */
  async submitted(name: string, cluster: RayCluster, killAfter?: number): Promise<number> {
    const shared = path.join(this.root, `${name}-shared`);
    await mkdir(shared);
    const resultDir = path.join(this.root, name);
    const how = ['--ray', cluster.url, '--shards', String(this.options.shards), '--shared-dir', shared];
    const start = performance.now();
    const child = launch(['submit', ...how, '--result-dir', resultDir, '--', ...this.work]);
    if (killAfter !== undefined) {
      await pause(killAfter * 1000);
      await this.told(
        `kill -9 of the ${cluster.killLastNode()} processes of a node after ${killAfter.toFixed(0)} s`,
      );
    }
    await done(child);
    const seconds = secondsSince(start);
    const isSame = (await treeOf(resultDir)) === this.#whole;
    if (!isSame) this.different++;
    await this.told(
      `${name}: ${this.options.shards} shards in ${seconds.toFixed(1)} s, ${isSame ? 'the same as' : `DIFFERENT (see ${this.root}) from`} one process`,
    );
    return seconds;
  }
}

function launch(given: readonly string[]): ChildProcess {
  const cli = path.join(packageRoot(import.meta.url), 'dist', 'cli.js');
  return spawn(process.execPath, [cli, ...given], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function done(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== 0)
    throw new InputError(`A run ended with ${child.exitCode ?? 'a signal'}: expected 0.`);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** Every file, but for latencies. */
async function treeOf(folder: string): Promise<string> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    const lines = file.endsWith('_result.json') ? text.trim().split('\n').map(withoutLatency) : [text];
    files.push([path.relative(folder, file), ...lines].join('\n'));
  }
  return files.sort().join('\n\n');
}

function withoutLatency(line: string): string {
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => (key === 'latency' ? 0 : value));
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../../../datasets/index.ts';
import { freePort } from '../../free-port.ts';

/** Milliseconds for a node to come up. */
const PATIENCE = 120_000;

/** A Ray cluster of our own on this machine. */
export class RayCluster {
  readonly #nodes: ChildProcess[] = [];

  private constructor(
    private readonly venv: string,
    private readonly folder: string,
    private readonly ports: { readonly head: number; readonly dashboard: number },
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.ports.dashboard}`;
  }

  /** One node, the head. @param folder for Ray's own files; its path must be short, as sockets lie there */
  static async start(venv: string, folder: string, cpus: number): Promise<RayCluster> {
    const cluster = new RayCluster(venv, folder, { head: await freePort(), dashboard: await freePort() });
    const { head, dashboard } = cluster.ports;
    const own = ['--head', '--port', head, '--dashboard-host', '127.0.0.1', '--dashboard-port', dashboard];
    try {
      await cluster.#add([...own.map(String), '--temp-dir', folder], cpus);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  async addNode(cpus: number): Promise<void> {
    await this.#add(['--address', `127.0.0.1:${this.ports.head}`], cpus);
  }

  async #add(given: readonly string[], cpus: number): Promise<void> {
    const agentPort = ['--dashboard-agent-listen-port', String(await freePort())];
    const options = [
      '--num-cpus',
      String(cpus),
      '--object-store-memory',
      '80000000',
      '--disable-usage-stats',
    ];
    const child = spawn(
      path.join(this.venv, 'bin', 'ray'),
      ['start', '--block', ...given, ...options, ...agentPort],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        // A token of the user's would be asked for; this listens on loopback alone.
        env: {
          ...process.env,
          RAY_AUTH_MODE: 'disabled',
          PATH: `${path.join(this.venv, 'bin')}:${process.env['PATH'] ?? ''}`,
        },
      },
    );
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-2000)));
    this.#nodes.push(child);
    const end = Date.now() + PATIENCE;
    while (!(await this.#isThere(this.#nodes.length))) {
      if (child.exitCode !== null || Date.now() > end)
        throw new InputError(`A node of the Ray cluster does not come up: ${said}`);
      await pause(500);
    }
  }

  async #isThere(nodes: number): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/nodes?view=summary`, { signal: AbortSignal.timeout(5000) });
      return ((await answer.text()).match(/"state": ?"ALIVE"/g) ?? []).length >= nodes;
    } catch {
      // It is coming up.
      return false;
    }
  }

  /** `kill -9` for all processes of the node that came last. @returns how many */
  killLastNode(): number {
    const node = this.#nodes.pop();
    const victims = familyOf(node?.pid ?? 0);
    for (const victim of victims) killIfThere(victim);
    return victims.length;
  }

  async stop(): Promise<void> {
    for (const node of this.#nodes.splice(0).reverse()) {
      const family = familyOf(node.pid ?? 0);
      const isOver = node.exitCode !== null || node.signalCode !== null;
      if (!isOver) {
        node.kill('SIGTERM');
        await Promise.race([once(node, 'exit'), pause(20_000)]);
      }
      for (const left of family) killIfThere(left);
    }
  }
}

function killIfThere(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A process and its descendants, parents first. */
function familyOf(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name before the parent's id stands in brackets, and may hold some.
      const [, rest = ''] = /^.*\) \S (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      parents.set(Number(name), Number.parseInt(rest, 10));
    } catch {
      // It has ended meanwhile.
    }
  }
  const family = [ancestor];
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/** Has pip put Ray into an environment of its own, unless it is there. @throws {InputError} where it cannot */
export function ensureRay(venv: string, version: string): void {
  const python = path.join(venv, 'bin', 'python');
  const check = `import ray, sys; sys.exit(ray.__version__ != '${version}')`;
  if (spawnSync(python, ['-c', check]).status === 0) return;
  const steps = [
    ['python3', '-m', 'venv', venv],
    [python, '-m', 'pip', 'install', '--quiet', `ray[default]==${version}`],
  ];
  for (const [program = '', ...given] of steps) {
    const { status, stderr, error } = spawnSync(program, given, { encoding: 'utf8' });
    if (status === 0) continue;
    throw new InputError(
      `${[program, ...given].join(' ')} failed (${error === undefined ? stderr.slice(-1000) : error.message}). Python 3 with venv and pip is needed; --venv names an environment with Ray ${version}.`,
    );
  }
}

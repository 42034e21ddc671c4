import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { InputError, packageRoot } from '../../datasets/index.ts';
import { processSeconds } from './machine.ts';
import type { FaultPlan } from '../models/scripted-server/faults.ts';
import type { Counts } from '../models/scripted-server/tally.ts';

/** What a process took, as it was last seen: up to `SAMPLING` before its end. */
export type Usage = {
  /** From its start to its end. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident memory in MiB: at most, and as it was from sample to sample. */
  readonly peak: number;
  readonly resident: readonly number[];
};

export type Ended = {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly usage: Usage;
};

export type Running = {
  /** Resolves with what it was, however it ended. */
  readonly end: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
};

/** Milliseconds. */
const SAMPLING = 200;

export function cliFile(): string {
  return path.join(packageRoot(import.meta.url), 'dist', 'cli.js');
}

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly workingDirectory?: string };

/** Starts a program, and watches what it takes. */
export function start(file: string, given: readonly string[], around: Surroundings): Running {
  const begin = performance.now();
  const child = spawn(file, given, {
    env: around.environment,
    cwd: around.workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
  const sampler = new Sampler(child.pid ?? 0);
  const end = once(child, 'close').then((): Ended => {
    const seconds = (performance.now() - begin) / 1000;
    const usage = { seconds, ...sampler.stop() };
    return { exitCode: child.exitCode, stdout: stdout.join(''), stderr: stderr.join(''), usage };
  });
  return { end, kill: (signal) => child.kill(signal) };
}

/** @throws {InputError} if it ended with another exit code than these */
export function expectExit({ exitCode, stderr }: Ended, codes: readonly number[]): void {
  if (exitCode !== null && codes.includes(exitCode)) return;
  throw new InputError(
    `a process ended with ${exitCode ?? 'a signal'}, not ${codes.join(' or ')}: ${stderr.slice(-2000)}`,
  );
}

function collected(stream: NodeJS.ReadableStream): string[] {
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return parts;
}

class Sampler {
  readonly #timer: NodeJS.Timeout;
  readonly #resident: number[] = [];
  #cpuSeconds = 0;
  #peak = 0;

  constructor(private readonly processId: number) {
    this.#timer = setInterval(() => {
      this.#sample().catch(() => undefined); // it has ended, or there is no /proc: the last sample stands
    }, SAMPLING);
  }

  async #sample(): Promise<void> {
    this.#cpuSeconds = await processSeconds(this.processId);
    const status = await readFile(`/proc/${this.processId}/status`, 'utf8');
    // A process that has just ended has none.
    const [, resident] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    if (resident === undefined) return;
    this.#resident.push(Number(resident) / 1024);
    this.#peak = Math.max(this.#peak, Number(resident) / 1024);
  }

  stop(): Omit<Usage, 'seconds'> {
    clearInterval(this.#timer);
    return { cpuSeconds: this.#cpuSeconds, peak: this.#peak, resident: this.#resident };
  }
}

export type ServerProcess = {
  readonly url: string;
  counts(): Promise<Counts>;
  /** Processor time that it has taken. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
};

/** A scripted server in a process of its own. */
export async function startServer(
  options: { readonly script: string; readonly latency: number; readonly faults?: FaultPlan },
  environment: NodeJS.ProcessEnv,
): Promise<ServerProcess> {
  const main = path.join(packageRoot(import.meta.url), 'dist/bench/models/scripted-server/main.js');
  const child = fork(main, [JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: environment,
  });
  const url = await firstLine(child);
  return {
    url,
    counts: async () => (await (await fetch(new URL('/counts', url))).json()) as Counts,
    cpuSeconds: () => processSeconds(child.pid ?? 0),
    stop: async () => {
      const end = once(child, 'exit');
      child.kill();
      await end;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new TypeError('expected an output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new InputError('the scripted server has not come up');
}

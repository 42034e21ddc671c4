import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Io } from '../../datasets/index.ts';

export type ProcessOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** Takes what it says, behind what stands there. */
  readonly log: string;
};

/**
 * A program beside ours, in a group of its own: Ctrl-C is for us, and it goes when we have told it to, or are gone ourselves. Its
 * input ends when we do.
 */
export class OwnProcess {
  #fault: Error | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
    private readonly release: () => void,
  ) {
    child.once('error', (error) => (this.#fault = error));
    child.once('exit', release);
  }

  static start([program = '', ...given]: readonly string[], options: ProcessOptions, io: Io): OwnProcess {
    const log = openSync(options.log, 'a');
    const child = spawn(program, given, {
      stdio: ['pipe', log, log],
      detached: true,
      env: { ...io.environment, ...options.environment },
      cwd: options.workingDirectory ?? io.workingDirectory,
    });
    closeSync(log);
    return new OwnProcess(
      child,
      options.log,
      io.atExit(() => {
        kill(child, 'SIGKILL');
      }),
    );
  }

  get isRunning(): boolean {
    return this.#fault === undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Undefined while it runs, and where a signal ended it. */
  get exitCode(): number | undefined {
    return this.child.exitCode ?? undefined;
  }

  /** How it ended, and what it said last. */
  async end(): Promise<string> {
    if (this.#fault !== undefined) return this.#fault.message;
    const { exitCode, signalCode } = this.child;
    const how = signalCode === null ? `it ended with exit code ${exitCode}` : `${signalCode} ended it`;
    const said = (await readFile(this.log, 'utf8')).trimEnd().split('\n').slice(-3).join('\n');
    return `${how}, after\n${said}\nSee ${this.log}.`;
  }

  /** Tells it to end and waits until it has. @param patience milliseconds, after which it is ended */
  async stop(patience: number): Promise<void> {
    if (!this.isRunning) return;
    const late = setTimeout(() => {
      kill(this.child, 'SIGKILL');
    }, patience);
    const ended = once(this.child, 'exit');
    kill(this.child, 'SIGTERM');
    await ended;
    clearTimeout(late);
    this.release();
  }
}

/** The group, so that what it started goes with it. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { InputError, type Io, type Mode } from '../../datasets/index.ts';
import { freePort } from '../free-port.ts';

export type ServerOptions = {
  /** llama.cpp's `llama-server`. */
  readonly binary: string;
  /** GGUF. */
  readonly model: string;
  /** What clients call the model. */
  readonly alias: string;
  /** Tokens that prompt and answer have room for. */
  readonly context: number;
  readonly log: string;
};

/** Milliseconds in which a model has to be loaded. */
const startLimit = 180_000;

const PropsSchema = z.object({
  chat_template: z.string(),
  chat_template_caps: z.object({ supports_tools: z.boolean() }),
  build_info: z.string(),
});
type Props = z.output<typeof PropsSchema>;

/** Modes in which a model can be asked that is prompted by this template: `fc` only where it puts tools into the prompt. */
export function modesOf({ chat_template_caps: { supports_tools: takesTools } }: Props): Mode[] {
  return takesTools ? ['prompt', 'fc'] : ['prompt'];
}

/** @throws {InputError} for a server that does not tell what its model's template can do */
export function readProps(answer: unknown): Props {
  const parsed = PropsSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `llama-server does not tell what its chat template can do (${z.prettifyError(parsed.error)}). Name a newer one with --server.`,
  );
}

/** A model of this machine behind llama.cpp's server, on an address of this machine alone. */
export class LlamaServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly origin: string,
    private readonly release: () => void,
  ) {}

  /** @throws {InputError} where the server ends before it has loaded the model, or takes too long; the signal's reason */
  static async start(options: ServerOptions, io: Io, signal: AbortSignal): Promise<LlamaServer> {
    const port = await freePort();
    const log = openSync(options.log, 'w');
    // In a group of its own: Ctrl-C is for us, and the server goes last.
    const child = spawn(options.binary, flagsOf(options, port), {
      stdio: ['ignore', log, log],
      detached: true,
      // Cores may be shared: threads that wait for one another are not to hold theirs.
      env: { ...io.environment, OMP_WAIT_POLICY: 'passive' },
    });
    closeSync(log);
    const release = io.atExit(() => child.kill('SIGKILL'));
    const server = new LlamaServer(child, `http://127.0.0.1:${port}`, release);
    try {
      await server.#ready(options.log, signal);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get baseUrl(): string {
    return `${this.origin}/v1`;
  }

  /** @throws {InputError} for a server that does not tell what its model's template can do */
  async props(signal: AbortSignal): Promise<Props> {
    const response = await fetch(`${this.origin}/props`, { signal });
    return readProps(await response.json());
  }

  async stop(): Promise<void> {
    if (this.child.pid !== undefined && this.#isRunning) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    this.release();
  }

  get #isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async #ready(log: string, signal: AbortSignal): Promise<void> {
    let failure: Error | undefined;
    this.child.once('error', (error) => (failure = error));
    for (let waited = 0; waited < startLimit; waited += 250) {
      await pause(250, undefined, { signal });
      if (failure !== undefined)
        throw new InputError(`llama-server cannot be started: ${failure.message}.`, { cause: failure });
      if (!this.#isRunning) throw await this.#endedEarly(log);
      const health = await fetch(`${this.origin}/health`, { signal }).catch(() => undefined);
      if (health?.ok === true) return;
    }
    throw new InputError(`llama-server has not loaded its model in ${startLimit / 1000} s. See ${log}.`);
  }

  async #endedEarly(log: string): Promise<InputError> {
    const { exitCode, signalCode } = this.child;
    if (signalCode === 'SIGILL')
      return new InputError(
        'llama-server uses instructions that this processor does not have (AVX-512). Name one built for it with --server.',
      );
    return new InputError(
      `llama-server ended (${String(exitCode ?? signalCode)}) before it had loaded its model. See ${log}:\n${await tailOf(log)}`,
    );
  }
}

/** Where others use the cores too, long prompts side by side took minutes each, and a second thread for the answer slowed it down. */
function flagsOf({ model, alias, context }: ServerOptions, port: number): string[] {
  const flags = {
    '--model': model,
    '--alias': alias,
    '--host': '127.0.0.1',
    '--port': port,
    '--device': 'none',
    '--threads': 1,
    '--threads-batch': availableParallelism(),
    '--parallel': 1,
    '--ctx-size': context,
  };
  return Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]);
}

async function tailOf(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).split('\n').slice(-12).join('\n');
}

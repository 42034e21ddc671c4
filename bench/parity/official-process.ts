import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type * as z from 'zod';
import { InputError, packageRoot } from '../../datasets/index.ts';

/** Path of a Python file of the harness. @throws {InputError} in an installed package, which has none */
export function checkoutFile(name: string): string {
  const file = path.join(packageRoot(import.meta.url), 'bench', 'parity', 'python', name);
  if (existsSync(file)) return file;
  throw new InputError(
    `${name} is not here: the parity harness runs in a checkout of the repository, not in an installed package`,
  );
}

/** The environment verdicts depend on. */
export function officialEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, TZ: 'UTC', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' };
}

/** The official evaluator as a process that answers one line for each line. */
export class OfficialProcess<Answer> {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #waiting: ((line: string | null) => void)[] = [];
  #stderr = '';
  #hasEnded = false;

  /** @param script among the Python files of the harness */
  constructor(
    python: string,
    script: string,
    private readonly schema: z.ZodType<Answer>,
  ) {
    this.#process = spawn(python, [checkoutFile(script)], { env: officialEnvironment() });
    this.#process.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000);
    });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
    this.#process.on('close', () => {
      this.#end('');
    });
    this.#process.on('error', ({ message }) => {
      this.#end(message);
    });
    this.#process.stdin.on('error', () => {
      // The process is ending: why, is known when it is closed.
    });
  }

  #end(reason: string): void {
    this.#hasEnded = true;
    this.#stderr ||= reason;
    for (const resolve of this.#waiting.splice(0)) resolve(null);
  }

  /** @throws {Error} when the process dies */
  async answer(line: string): Promise<Answer> {
    const answer = await new Promise<string | null>((resolve) => {
      if (this.#hasEnded) {
        resolve(null);
        return;
      }
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${line}\n`);
    });
    if (answer === null) throw new Error(`the official evaluator stopped: ${this.#stderr}`);
    return this.schema.parse(JSON.parse(answer));
  }

  stop(): void {
    this.#lines.close();
    this.#process.stdin.end();
  }
}

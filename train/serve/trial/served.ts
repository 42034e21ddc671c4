import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { InputError, RewardRowSchema } from '../../../datasets/index.ts';
import { checkoutFile } from './trainer.ts';

/** A reward server in a process of its own, as the command line starts it. */
export class Served {
  private constructor(
    readonly url: string,
    readonly child: ChildProcess,
    private readonly given: readonly string[],
    private readonly folder: string,
    private readonly token: string,
  ) {}

  /** @param given options of `serve` @param token none where it is empty @throws {InputError} where it does not start */
  static async start(given: readonly string[], folder: string, token = '', port = '0'): Promise<Served> {
    const cli = checkoutFile('dist', 'cli.js');
    const options = ['serve', ...given, '--run-dir', folder, '--port', port];
    const environment = { ...process.env, INFTOOL_TOKEN: token };
    const child = spawn(process.execPath, [cli, ...options], { env: environment });
    let notes = '';
    child.stderr.on('data', (chunk: Buffer) => (notes = (notes + chunk.toString()).slice(-2000)));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = / at (http:\S+?),/.exec(line)?.[1];
      if (url !== undefined) return new Served(url, child, given, folder, token);
    }
    throw new InputError(`inftool ${options.join(' ')} did not start: ${notes}`);
  }

  /** Another one in the place of this, which has ended. */
  again(): Promise<Served> {
    return Served.start(this.given, this.folder, this.token, new URL(this.url).port);
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  /** Rewards by item as they stand in the journal, without those that were asked for again. @throws {Error} for one that stands there twice */
  async journal(): Promise<ReadonlyMap<string, number>> {
    const text = await readFile(path.join(this.folder, 'journal.jsonl'), 'utf8');
    const rewards = new Map<string, number>();
    for (const line of text.split('\n').filter((one) => one !== '')) {
      for (const { id, reward, is_repeated: isRepeated } of RewardRowSchema.parse(JSON.parse(line)).items) {
        if (isRepeated === true) continue;
        if (rewards.has(id)) throw new Error(`item ${id} stands in the journal twice`);
        rewards.set(id, reward);
      }
    }
    return rewards;
  }
}

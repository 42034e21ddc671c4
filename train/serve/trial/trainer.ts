import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { InputError, packageRoot } from '../../../datasets/index.ts';

/** Arguments of the Python client. */
export type ClientOptions = {
  readonly url: string;
  readonly run_id: string;
  readonly grader_version?: string;
  readonly token?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly patience?: number;
};

export type Item = { readonly id: string; readonly task_id: string; readonly result: unknown };

const ToldSchema = z.union([
  z.strictObject({ rewards: z.array(z.number()), seconds: z.number() }),
  z.strictObject({
    raised: z.enum(['RewardUnavailable', 'RewardRefused']),
    status: z.int().nullable(),
    message: z.string(),
    seconds: z.number(),
  }),
]);
/** What the trainer got for a batch. */
export type Told = z.output<typeof ToldSchema>;

/** @throws {InputError} in an installed package, which lacks some of them */
export function checkoutFile(...parts: readonly string[]): string {
  const file = path.join(packageRoot(import.meta.url), ...parts);
  if (existsSync(file)) return file;
  throw new InputError(
    `${parts.join('/')} is not here: this command runs in a checkout of the repository, not in an installed package.`,
  );
}

/**
 * Has a trainer ask for rewards with the Python client, in a process of its own.
 * @param onTold called at each batch
 * @returns what it got, a batch each; the last may be what it stopped at
 * @throws {Error} where the trainer ends in a way of its own
 */
export async function train(
  client: ClientOptions,
  batches: readonly (readonly Item[])[],
  onTold: (told: Told, place: number) => void = () => undefined,
): Promise<readonly Told[]> {
  const script = checkoutFile('train', 'serve', 'trial', 'trainer.py');
  const folder = path.dirname(checkoutFile('train', 'engines', 'python', 'inftool_rewards.py'));
  const child = spawn('python3', [script, folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)));
  const ended = once(child, 'close') as Promise<[number | null]>;
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ client, batches }));
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const one = ToldSchema.parse(JSON.parse(line));
    onTold(one, told.push(one) - 1);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`the trainer ended with ${code}: ${stderr}`);
  return told;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { defineCommand, type Io } from '../../../datasets/index.ts';
import { faults, type Seen } from './faults.ts';
import type { Told } from './trainer.ts';

export const faultsCommand = defineCommand({
  name: 'reward-faults',
  summary:
    'Has a trainer (the Python client, in a process of its own) ask a reward server that is killed, frozen, refuses, is beset by slow connections, or lies, and says what the trainer did and what the journal holds. Exit code 1 where anything is not as train/README.md has it. Needs python3, 3.10 or newer; runs in a checkout, after `npm run build`.',
  options: [],
  examples: ['reward-faults'],
  schema: z.object({}),
  run: runCommand,
});

async function runCommand(_: object, io: Io): Promise<number> {
  const root = await mkdtemp(path.join(tmpdir(), 'inftool-faults-'));
  let [count, wrong] = [0, 0];
  try {
    const suite = path.join(root, 'tasks.jsonl');
    const parameters = { type: 'object', properties: { times: { type: 'integer' } }, required: ['times'] };
    const messages = [{ role: 'user', content: 'Ring three times!' }];
    const task = { id: 'ring', tools: [{ name: 'ring', parameters }], messages };
    await writeFile(suite, JSON.stringify({ ...task, possible_answers: [{ ring: { times: [3] } }] }));
    for await (const seen of faults({ root, suite })) {
      count++;
      if (!seen.isAsDocumented) wrong++;
      await io.stdout.write(`${lineOf(seen)}\n`);
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  await io.stdout.write(`${count - wrong} of ${count} as documented\n`);
  return wrong === 0 ? 0 : 1;
}

function lineOf({ did, told, entered, isAsDocumented }: Seen): string {
  const journal = entered === null ? '' : `; journal: ${entered} items`;
  return `${isAsDocumented ? 'ok   ' : 'WRONG'} ${did}: ${toldText(told)}${journal}`;
}

function toldText(told: readonly Told[]): string {
  const rewards = told.flatMap((one) => ('rewards' in one ? one.rewards : []));
  const slowest = Math.max(0, ...told.map(({ seconds }) => seconds));
  const got = `${rewards.length} rewards in ${told.length} batches, slowest ${slowest.toFixed(2)} s`;
  const last = told.at(-1);
  if (last === undefined || !('raised' in last)) return `trainer got ${got}`;
  const status = last.status === null ? '' : ` (${last.status})`;
  return `trainer stopped with ${last.raised}${status} after ${last.seconds.toFixed(2)} s, ${rewards.length} rewards before`;
}

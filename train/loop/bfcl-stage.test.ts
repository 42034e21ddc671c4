import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOwnSuite } from '../../datasets/index.ts';
import { bfclStage, NotEnteredError } from './bfcl-stage.ts';
import type { LoopContext } from './context.ts';
import type { Checkpoint, Learner } from './learner.ts';
import { RunDirectory } from './run-directory.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-bfcl-stage-'));
});
afterEach(() => rm(root, { recursive: true }));

test('what was looked at and cannot be entered is an error, and no result', async () => {
  const tools = [{ name: 'ring', description: '', parameters: { type: 'object', properties: {} } }];
  const task = { id: 'a', tools, messages: [{ role: 'user', content: 'Hello!' }], expect: 'no_call' };
  await writeFile(join(root, 'tasks.jsonl'), JSON.stringify(task));
  const run = new RunDirectory(join(root, 'run'));
  const context = {
    run,
    config: { seed: 1 },
  } as unknown as LoopContext;
  const learner = { openSuite: () => Promise.resolve() } as unknown as Learner<Checkpoint>;
  const look = {
    suite: await openOwnSuite(join(root, 'tasks.jsonl')),
    dataDirectory: root,
    ledger: join(root, 'ledger.jsonl'),
    campaign: 'c',
    commit: 'not a commit',
    command: 'inftool loop',
    date: 'today',
  };
  const stage = bfclStage(context, learner, look, []);
  await expect(stage).rejects.toThrow(NotEnteredError);
  await expect(stage).rejects.toThrow(/could not be entered in .*ledger\.jsonl: This is no entry/);
  expect(existsSync(run.path('bfcl.json'))).toBe(false);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LoopConfigSchema } from '../loop/config.ts';
import { folderOf, type RunName } from './arm-runs.ts';
import { shareStart } from './shared-start.ts';

const root = mkdtempSync(join(tmpdir(), 'inftool-shared-start-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const gaps: RunName = { arm: 'gaps', seed: 3 };
// Twice, so that keys are in the schema's order.
const configOf = (name: RunName) => Promise.resolve(LoopConfigSchema.parse(LoopConfigSchema.parse(name)));
const shared = [
  'engine.json',
  'held-out/yield.json',
  'result/held-out/untrained/own/a_result.json',
  'round-1/sft.checkpoint.json',
  'scores/held-out/round-1-sft.json',
  'tool-tree.json',
];
const grpo = ['round-1/grpo.checkpoint.json', 'score/held-out/round-1-grpo/verdicts.jsonl'];
const own = [
  'bfcl.json',
  'config.json',
  'record.json',
  'report.html',
  'result/bfcl/untrained/a_result.json',
  'round-2/yield.json',
  'scores/held-out/round-2-sft.json',
  'scores/held-out/round-10-sft.json',
];

let count = 0;
async function outWith(config: object): Promise<string> {
  const out = join(root, String(++count));
  for (const name of [...shared, ...grpo, ...own]) {
    const file = join(out, folderOf(gaps), name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, name === 'config.json' ? JSON.stringify(config) : '{}');
  }
  return out;
}

async function startOf(out: string, name: RunName): Promise<string[]> {
  await shareStart(out, name, [gaps, name], configOf);
  const entries = await readdir(join(out, folderOf(name)), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const folder = join(out, folderOf(name));
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test('a run begins with what another arm of its seed did in the first round', async () => {
  const out = await outWith(await configOf(gaps));
  expect(await startOf(out, { arm: 'self', seed: 3 })).toEqual([...shared, ...grpo].sort());
  expect(await startOf(out, { arm: 'sft-only', seed: 3 })).toEqual(shared);
});

test('nothing is taken from another seed, or another configuration', async () => {
  const out = await outWith(await configOf(gaps));
  expect(await startOf(out, { arm: 'self', seed: 4 })).toEqual([]);
  const other = await outWith(LoopConfigSchema.parse({ ...gaps, roundScenarios: 7 }));
  expect(await startOf(other, { arm: 'self', seed: 3 })).toEqual([]);
});

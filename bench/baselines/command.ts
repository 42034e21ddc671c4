import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  ensureBfcl,
  resolveCategories,
  writeJson,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { dataDirField, dataDirOption } from '../options.ts';
import { evaluateCommand } from '../evaluate/command.ts';
import { baselines, type Baseline } from './baselines.ts';

const OptionsSchema = z.object({
  runDir: z.string().default('runs/baselines'),
  ...dataDirField,
});

/** Removes the results and scores that an earlier run left of the baselines, and nothing of other models. */
export async function removeEarlier(runFolder: string): Promise<void> {
  for (const { name } of baselines) {
    for (const part of ['result', 'score']) {
      await rm(path.join(runFolder, part, name), { recursive: true, force: true });
    }
  }
}

/** Writes one baseline's results as BFCL lays them out. */
async function writeResults(suite: Suite, baseline: Baseline, folder: string): Promise<void> {
  for (const category of resolveCategories(suite, ['single_turn'])) {
    const lines = (await suite.tasks(category.name)).map((task) =>
      writeJson(
        new Map<Value, Value>([
          ['id', task.id],
          ['result', baseline.answer(task)],
        ]),
      ),
    );
    const target = path.join(folder, baseline.name, category.folder);
    await mkdir(target, { recursive: true });
    await writeFile(path.join(target, `BFCL_v4_${category.name}_result.json`), `${lines.join('\n')}\n`);
  }
}

export const baselinesCommand = defineCommand({
  name: 'baselines',
  summary:
    'Answers all single-turn categories of BFCL with three scripted baselines (never calls; calls the first tool; copies spans of the question into the required parameters) and evaluates them.',
  options: [
    {
      flags: '--run-dir <folder>',
      description: 'where result/ and score/ go (runs/baselines); other models there stay',
    },
    dataDirOption,
  ],
  examples: ['baselines', 'baselines --run-dir runs/baselines'],
  schema: OptionsSchema,
  async run({ runDir, dataDir }, io) {
    const suite = await ensureBfcl({ dataDir }, io);
    const folder = path.resolve(io.workingDirectory, runDir);
    await removeEarlier(folder);
    for (const baseline of baselines) await writeResults(suite, baseline, path.join(folder, 'result'));
    const options = {
      model: baselines.map(({ name }) => name),
      testCategory: ['single_turn'],
      resultDir: path.join(runDir, 'result'),
      scoreDir: path.join(runDir, 'score'),
      dataDir,
    };
    return await evaluateCommand.run(evaluateCommand.schema.parse(options), io);
  },
});

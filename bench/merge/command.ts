import path from 'node:path';
import * as z from 'zod';
import { defineCommand, InputError, type Suite } from '../../datasets/index.ts';
import { dataDirOption, openSuite, suiteFields } from '../options.ts';
import { findGroups, type Group } from './groups.ts';
import { mergeGroup, type Merged } from './merge.ts';

const OptionsSchema = z.object({
  arguments: z.array(z.string()).min(1),
  resultDir: z.string().default('result'),
  partial: z.boolean().default(false),
  allowOverwrite: z.boolean().default(false),
  ...suiteFields,
  json: z.boolean().default(false),
});

export const mergeCommand = defineCommand({
  name: 'merge',
  summary:
    'Joins what `inftool generate --shard i/n` wrote into result directories of their own: one tree for each model, as one process would have written it.',
  arguments: [{ flags: '<directories...>', description: 'the result directories of the shards' }],
  options: [
    { flags: '--result-dir <folder>', description: 'where the whole goes, one folder per model (result)' },
    { flags: '--partial', description: 'without shards that are missing or not done' },
    { flags: '--allow-overwrite', description: 'replace results that are there' },
    { flags: '--suite <file>', description: 'tasks of your own (JSONL); without it BFCL' },
    dataDirOption,
    { flags: '--json', description: 'one JSON document instead of lines' },
  ],
  examples: ['merge shards/1 shards/2 shards/3 shards/4', 'merge shards/* --result-dir merged --partial'],
  schema: OptionsSchema,
  async run(options, io) {
    const { partial: isPartial, allowOverwrite: isOverwriting } = options;
    const directories = options.arguments.map((name) => path.resolve(io.workingDirectory, name));
    const groups = await findGroups(directories, { isPartial });
    const suite = await openSuite(options, io);
    for (const group of groups) refuseOtherSuite(group, suite);
    const resultDir = path.resolve(io.workingDirectory, options.resultDir);
    const merged: Merged[] = [];
    for (const group of groups)
      merged.push(await mergeGroup(suite, group, { resultDir, isPartial, isOverwriting }));
    await io.stdout.write(options.json ? `${JSON.stringify({ merged })}\n` : merged.map(line).join(''));
    return merged.every(({ answered, asked }) => answered === asked) ? 0 : 1;
  },
});

function refuseOtherSuite({ folder, generation }: Group, { id, version, digest }: Suite): void {
  if (generation.suite.digest === digest) return;
  const { suite } = generation;
  throw new InputError(
    `${folder} holds results of ${suite.id} ${suite.version}, digest ${suite.digest}: expected those of ${id} ${version}, digest ${digest}. Name their tasks with --suite.`,
  );
}

function line({ folder, model, shards, asked, answered, failed }: Merged): string {
  const of = asked === undefined ? '' : ` of ${asked}`;
  const without =
    failed === 0 ? '' : `; no answer: ${failed}. Run \`inftool generate\` again to ask those again`;
  return `${model}: ${answered}${of} tasks answered, out of ${shards} shards${without}. Results are in ${folder}\n`;
}

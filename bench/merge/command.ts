import path from 'node:path';
import * as z from 'zod';
import { defineCommand } from '../../datasets/index.ts';
import { dataDirOption, openSuite, suiteFields } from '../options.ts';
import { mergedExitCode, mergedText, mergeDirectories } from './merge-directories.ts';

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
    const suite = await openSuite(options, io);
    const resultDir = path.resolve(io.workingDirectory, options.resultDir);
    const merged = await mergeDirectories(suite, directories, { resultDir, isPartial, isOverwriting });
    await io.stdout.write(options.json ? `${JSON.stringify({ merged })}\n` : mergedText(merged));
    return mergedExitCode(merged);
  },
});

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import pMap from 'p-map';
import * as z from 'zod';
import { defineCommand, InputError, packageRoot, type Io } from '../../datasets/index.ts';
import { commitOf } from '../commit.ts';
import { configOf } from '../loop/command.ts';
import { LoopConfigSchema } from '../loop/config.ts';
import { RunDirectory } from '../loop/run-directory.ts';
import { checkComparable, folderOf, readRecords, type RunName } from './arm-runs.ts';
import { armsMarkdown } from './arms-markdown.ts';
import { armsRecordOf } from './arms-record.ts';
import { run } from './launch.ts';
import { noteLaunch, provenanceOf } from './provenance.ts';
import { shareStart } from './shared-start.ts';

const ArmSchema = LoopConfigSchema.shape.arm.unwrap();

const OptionsSchema = z.object({
  config: z.string().optional(),
  arms: z.array(ArmSchema).default(['gaps', 'uniform', 'self', 'sft-only']),
  seeds: z.array(z.coerce.number().int()).default([1, 2, 3, 4, 5]),
  out: z.string().default('runs/arms'),
  parallel: z.coerce.number().int().positive().default(1),
  workers: z.coerce.number().int().positive().optional(),
  bfcl: z.boolean().default(false),
  campaign: z.string().min(1).optional(),
  ledger: z.string().optional(),
  dataDir: z.string().optional(),
  reportOnly: z.boolean().default(false),
});
type Options = z.output<typeof OptionsSchema>;

export const armsCommand = defineCommand({
  name: 'arms',
  summary:
    "Runs the loop's arms over several seeds, each run a process and a directory of its own, and writes the comparison: arms.md and arms.json. A run that is done is not done again; one that was cut off goes on.",
  options: [
    { flags: '--config <file>', description: "of all loops; without it the loop's defaults" },
    { flags: '--arms <names...>', description: 'gaps, uniform, self, sft-only (all)' },
    { flags: '--seeds <n...>', description: 'of each arm (1 2 3 4 5)' },
    { flags: '--out <folder>', description: 'where runs and tables go (runs/arms)' },
    { flags: '--parallel <n>', description: 'loops at a time (1)' },
    { flags: '--workers <n>', description: 'threads of each loop (the processors, shared among the loops)' },
    { flags: '--bfcl', description: 'has the loops of the arm gaps score their checkpoints on BFCL' },
    { flags: '--campaign <name>', description: 'of these loops in the ledger' },
    { flags: '--ledger <file>', description: 'of looks at BFCL' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies' },
    { flags: '--report-only', description: 'runs nothing: writes the tables of what is done' },
  ],
  examples: ['arms --seeds 1 2 3 --out runs/arms', 'arms --report-only'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const names = [...new Set(options.arms)].flatMap((arm) =>
    [...new Set(options.seeds)].map((seed) => ({ arm, seed })),
  );
  const failed = options.reportOnly ? [] : await launchAll(names, options, io);
  const out = resolve(io.workingDirectory, options.out);
  const { records, missing } = await readRecords(out, names);
  if (records.length === 0)
    throw new InputError(`${out} holds no run that is done. Name another directory with --out.`);
  checkComparable(records);
  const provenance = await provenanceOf(out, `inftool arms ${commandLine(options)}`, records, missing);
  const tables = armsRecordOf(records, provenance);
  const markdown = armsMarkdown(tables);
  const directory = new RunDirectory(out);
  await directory.write('arms.json', `${JSON.stringify(tables, null, 1)}\n`);
  await directory.write('arms.md', markdown);
  await io.stdout.write(markdown);
  return failed.length === 0 ? 0 : 1;
}

/** One that fails does not stop the others. @returns those that failed */
async function launchAll(names: readonly RunName[], options: Options, io: Io): Promise<RunName[]> {
  const root = packageRoot(import.meta.url);
  const commit = await commitOf(root);
  const cli = join(root, 'dist', 'cli.js');
  if (!existsSync(cli)) throw new InputError(`${cli} is missing. Build it with \`npm run build\`.`);
  const failed: RunName[] = [];
  await pMap(
    names,
    async (name) => {
      const folder = folderOf(name);
      const out = resolve(io.workingDirectory, options.out);
      const words = wordsOf(name, options);
      if (!existsSync(join(out, folder, 'record.json'))) {
        await shareStart(out, name, names, (run) => configOf({ config: options.config, ...run }, io));
        await noteLaunch(out, { run: folder, commit, command: `inftool ${words.join(' ')}` });
      }
      const start = io.host.now();
      const log = join(out, `${folder}.log`);
      const code = await run({ cli, words, log }, io);
      if (code !== 0) failed.push(name);
      const seconds = ((io.host.now() - start) / 1000).toFixed(1);
      await io.stderr.write(
        code === 0
          ? `${folder}: done in ${seconds} s\n`
          : `${folder}: ended with ${code ?? 'a signal'} after ${seconds} s; ${log} says why\n`,
      );
    },
    { concurrency: options.parallel },
  );
  return failed;
}

/** Of one loop. Paths are as they were given: it starts in the same working directory. */
function wordsOf({ arm, seed }: RunName, options: Options): string[] {
  const { config, out, parallel, bfcl, campaign, ledger, dataDir } = options;
  const workers = options.workers ?? Math.max(1, Math.floor(availableParallelism() / parallel));
  const looks = bfcl && arm === 'gaps';
  return [
    'loop',
    ...words({
      config,
      arm,
      seed,
      'run-dir': join(out, folderOf({ arm, seed })),
      workers,
      'data-dir': dataDir,
    }),
    ...(looks ? ['--bfcl', ...words({ campaign, ledger })] : []),
  ];
}

/** What the tables hang on, as it is typed. */
function commandLine({ config, arms, seeds, out, bfcl, campaign, ledger }: Options): string {
  const given = { config, arms: arms.join(' '), seeds: seeds.join(' '), out };
  return [...words(given), ...(bfcl ? ['--bfcl', ...words({ campaign, ledger })] : [])].join(' ');
}

function words(options: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}

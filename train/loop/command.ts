import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import {
  auditAgainstBfcl,
  defineCommand,
  InputError,
  LoopRecordSchema,
  ownSpecsFolder,
  readSpecs,
  ToolTreeSchema,
  type CheckpointScore,
  type Io,
  type LoopRecord,
  type LoopRound,
} from '../../datasets/index.ts';
import { loopHtml, loopMarkdown, loopText, textTable } from '../../reports/index.ts';
import { buildToolTree, defaultTreeOptions } from '../../synth/index.ts';
import { ProblemCache } from '../policy/policy-model.ts';
import { LoopConfigSchema, type LoopConfig } from './config.ts';
import type { LoopContext } from './context.ts';
import { runLoop } from './loop.ts';
import { Progress } from './progress.ts';
import { powerOf, recordOf } from './record.ts';
import { RunDirectory } from './run-directory.ts';

const OptionsSchema = z.object({
  config: z.string().optional(),
  runDir: z.string().default('runs/loop'),
  arm: LoopConfigSchema.shape.arm.unwrap().optional(),
  seed: z.coerce.number().int().optional(),
  rounds: z.coerce.number().int().positive().optional(),
  dataDir: z.string().optional(),
});
type Options = z.output<typeof OptionsSchema>;

export const loopCommand = defineCommand({
  name: 'loop',
  summary:
    'Closes the loop with the reference policy: plays scenarios over API specs, trains on what verification keeps (SFT, then GRPO with gated rewards), scores the checkpoint on held-out tools, domains and phrasings, has the gate decide, and plans the next round by what fails. A run that was cut off goes on where it stopped.',
  options: [
    {
      flags: '--config <file>',
      description: 'YAML or JSON; without it the defaults, over the documents of this project',
    },
    { flags: '--run-dir <folder>', description: 'where everything goes (runs/loop)' },
    { flags: '--arm <arm>', description: 'gaps, uniform, sft-only or self (gaps)' },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--rounds <n>', description: 'at most (2)' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies, to keep tasks away from it' },
  ],
  examples: ['loop', 'loop --arm uniform --seed 2 --run-dir runs/uniform-2'],
  schema: OptionsSchema,
  run: runCommand,
});

async function configOf({ config, arm, seed, rounds }: Options, io: Io): Promise<LoopConfig> {
  const given: unknown =
    config === undefined ? {} : parse(await textOf(resolve(io.workingDirectory, config)));
  const overrides = Object.fromEntries(
    Object.entries({ arm, seed, rounds }).filter(([, value]) => value !== undefined),
  );
  const parsed = LoopConfigSchema.safeParse({
    ...(typeof given === 'object' ? given : { given }),
    ...overrides,
  });
  // Once more, so that what was left out has its keys in the schema's order, too.
  if (parsed.success) return LoopConfigSchema.parse(parsed.data);
  throw new InputError(`${config ?? 'The options'}: ${z.prettifyError(parsed.error)}`);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(`${file} cannot be read (${String(error)}). Name a YAML or JSON file.`, {
      cause: error,
    });
  });
}

async function runCommand(options: Options, io: Io): Promise<number> {
  const config = await configOf(options, io);
  const run = new RunDirectory(resolve(io.workingDirectory, options.runDir));
  const unlock = await run.lock(io.host.processId, io.host.isAlive);
  const forget = io.atExit(unlock);
  try {
    const begun = await run.once('config.json', LoopConfigSchema, () => Promise.resolve(config));
    if (JSON.stringify(begun) !== JSON.stringify(config)) {
      throw new InputError(
        `${run.root} holds a run of another configuration (${run.path('config.json')}). Name another directory with --run-dir, or remove this one.`,
      );
    }
    const known = await run.read('record.json', LoopRecordSchema);
    if (known !== undefined) return await tellAgain(run, known, io);
    return await loopIn(run, config, options, io);
  } finally {
    unlock();
    forget();
  }
}

async function loopIn(run: RunDirectory, config: LoopConfig, options: Options, io: Io): Promise<number> {
  const progress = new Progress(io.stderr, io.host.now);
  const context = await contextOf(run, config, options, io, progress);
  if ((await run.read('held-out/yield.json', z.unknown())) !== undefined)
    await progress.tell(`Going on with the run in ${run.root}.\n`);
  const result = await runLoop(context, {
    onHeldOut: async (suite) => progress.tell((await powerOf(suite, config.gate)).text),
    onScore: (_, all) => progress.tell(scoreTable(all, io)),
    onRound: (round) => progress.tell(roundText(round)),
  });
  const notes =
    context.audit === undefined
      ? ['Nothing was audited against BFCL, as its data is not there: `inftool data pull` brings it.']
      : [`Every trajectory was audited against ${context.audit.suite} ${context.audit.version}.`];
  const record = await recordOf(run, config, result, { nodeVersion: io.host.nodeVersion, notes });
  await run.write('report.md', loopMarkdown(record));
  await run.write('report.html', await loopHtml(record));
  await run.write('record.json', `${JSON.stringify(record)}\n`);
  await io.stdout.write(loopText(record, { columns: io.stdout.columns }));
  await io.stdout.write(`The report lies in ${join(run.root, 'report.html')}\n`);
  return 0;
}

async function contextOf(
  run: RunDirectory,
  config: LoopConfig,
  options: Options,
  io: Io,
  progress: Progress,
): Promise<LoopContext> {
  const named = config.specs.map((path) => resolve(io.workingDirectory, path));
  const paths = named.length + config.mcp.length === 0 ? [ownSpecsFolder()] : named;
  const tree = await run.once('tool-tree.json', ToolTreeSchema, async () =>
    buildToolTree(await readSpecs(paths, config.mcp), { ...defaultTreeOptions, seed: config.seed }),
  );
  const stop = new AbortController();
  return {
    config,
    run,
    tree,
    audit: await auditAgainstBfcl({ dataDir: options.dataDir }, io),
    progress,
    problems: new ProblemCache(),
    atExit: io.atExit,
    signal: stop.signal,
    now: io.host.now,
  };
}

async function tellAgain(run: RunDirectory, record: LoopRecord, io: Io): Promise<number> {
  await io.stdout.write(loopText(record, { columns: io.stdout.columns }));
  await io.stdout.write(
    `This run was done before and nothing was run anew: remove ${run.root}, or name another directory with --run-dir.\nThe report lies in ${join(run.root, 'report.html')}\n`,
  );
  return 0;
}

function scoreTable(scores: readonly CheckpointScore[], io: Io): string {
  const names = Object.keys(scores[0]?.categories ?? {});
  const percent = (rate: number | undefined) => (rate === undefined ? '' : `${(100 * rate).toFixed(1)}%`);
  const rows = scores.map(({ checkpoint, overall, categories }) => [
    checkpoint,
    percent(overall.rate),
    `${percent(overall.low)} to ${percent(overall.high)}`,
    ...names.map((name) => percent(categories[name]?.rate)),
  ]);
  const tasks = scores[0]?.overall;
  return `${textTable(['Checkpoint', 'Passed', 'Interval', ...names.map((name) => name.replaceAll('_', ' '))], rows, { stdout: io.stderr, environment: io.environment })}n = ${tasks?.n ?? 0} held-out tasks of ${tasks?.clusters ?? 0} tools\n`;
}

function roundText({ round, decision }: LoopRound): string {
  if (decision === null) return '';
  const points = (share: number) => (100 * share).toFixed(2);
  return `Round ${round}: ${decision.decision}, ${points(decision.difference)} points (${points(decision.low)} to ${points(decision.high)}) against ${decision.base}\n`;
}

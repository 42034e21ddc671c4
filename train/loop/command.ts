import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  auditAgainstBfcl,
  defineCommand,
  InputError,
  LoopRecordSchema,
  ownSpecsFolder,
  packageRoot,
  readYaml,
  ToolTreeSchema,
  type Io,
  type LoopRecord,
} from '../../datasets/index.ts';
import { claimFolder } from '../../bench/index.ts';
import { loopHtml, loopMarkdown, loopText } from '../../reports/index.ts';
import { commitOf } from '../commit.ts';
import { Crew } from '../crew/crew.ts';
import { withLearner } from '../engines/open-learner.ts';
import { LoopConfigSchema, type LoopConfig } from './config.ts';
import type { LoopContext } from './context.ts';
import { goOn } from './engine.ts';
import { bfclOf, lookAtBfcl } from './look-at-bfcl.ts';
import { runLoop, type LoopEvents } from './loop.ts';
import { Progress } from './progress.ts';
import { powerOf, recordOf } from './record.ts';
import { RunDirectory } from './run-directory.ts';
import { auditText, decisionText, scoreTable } from './telling.ts';

const OptionsSchema = z.object({
  config: z.string().optional(),
  runDir: z.string().default('runs/loop'),
  engine: z.enum(['trl']).optional(),
  model: z.string().min(1).optional(),
  arm: LoopConfigSchema.shape.arm.unwrap().optional(),
  seed: z.coerce.number().int().optional(),
  rounds: z.coerce.number().int().positive().optional(),
  workers: z.coerce.number().int().positive().optional(),
  bfcl: z.boolean().default(false),
  ledger: z.string().default('experiments/bfcl-ledger.jsonl'),
  campaign: z.string().min(1).default('loop'),
  json: z.boolean().default(false),
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
    {
      flags: '--engine <name>',
      description: 'trl trains a language model, as `engine` of --config says (the reference policy)',
    },
    {
      flags: '--model <folder>',
      description: 'of the language model to begin with, in place of engine.model',
    },
    { flags: '--run-dir <folder>', description: 'where everything goes (runs/loop)' },
    { flags: '--arm <arm>', description: 'gaps, uniform, sft-only or self (gaps)' },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--rounds <n>', description: 'at most (2)' },
    {
      flags: '--workers <n>',
      description: 'threads that share the work; results do not depend on it (one for each processor)',
    },
    {
      flags: '--bfcl',
      description: 'at the end, scores all checkpoints on BFCL (single-turn), and enters that in the ledger',
    },
    { flags: '--no-bfcl', description: 'takes back a --bfcl before it, as that of `npm start`' },
    {
      flags: '--ledger <file>',
      description: 'every look at BFCL with a policy of ours (experiments/bfcl-ledger.jsonl)',
    },
    { flags: '--campaign <name>', description: 'which may have ten entries in the ledger (loop)' },
    { flags: '--json', description: 'the record of the loop on standard output instead of tables' },
    {
      flags: '--data-dir <folder>',
      description: 'where the BFCL data lies: trajectories like it are not kept',
    },
  ],
  examples: [
    'loop',
    'loop --arm uniform --seed 2 --run-dir runs/uniform-2',
    'loop --engine trl --config train/engines/laptop.yaml --model models/smollm2 --run-dir runs/trl',
  ],
  schema: OptionsSchema,
  run: runCommand,
});

type Configured = Partial<Pick<Options, 'config' | 'arm' | 'seed' | 'rounds' | 'engine' | 'model'>>;

/** What a loop with these options is configured as. @throws {InputError} if the file cannot be read, or holds something else */
export async function configOf(options: Configured, io: Io): Promise<LoopConfig> {
  const { config, arm, seed, rounds, engine, model } = options;
  const given: unknown = config === undefined ? {} : await readYaml(resolve(io.workingDirectory, config));
  const overrides = Object.fromEntries(
    Object.entries({ arm, seed, rounds }).filter(([, value]) => value !== undefined),
  );
  const said = { ...(typeof given === 'object' ? given : { given }), ...overrides };
  const parsed = LoopConfigSchema.safeParse(withEngine(said, { name: engine, model }));
  // Once more, so that what was left out has its keys in the schema's order, too.
  if (parsed.success) return LoopConfigSchema.parse(parsed.data);
  throw new InputError(`${config ?? 'The options'}: ${z.prettifyError(parsed.error)}`);
}

type Said = { readonly engine?: unknown };

/** The engine of a file with what the command line says of it. @throws {InputError} where the two do not go together */
function withEngine(said: Said, options: { name: string | undefined; model: string | undefined }): Said {
  const { engine } = said;
  const policys = ['sft', 'grpo', 'beam'].filter((name) => name in said);
  if (engine !== undefined && policys.length > 0)
    throw new InputError(
      `${policys.join(', ')}: of the reference policy, and this loop has an engine. Expected engine.sft and engine.grpo instead.`,
    );
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return said;
  if (typeof engine !== 'object')
    throw new InputError('Expected --config with an engine, where --engine or --model is given.');
  const known = engine as { name?: unknown };
  if (options.name !== undefined && known.name !== options.name)
    throw new InputError(
      `--engine ${options.name}: the engine of --config is ${JSON.stringify(known.name)}. Expected one name in both.`,
    );
  return { ...said, engine: { ...known, ...given } };
}

async function runCommand(options: Options, io: Io): Promise<number> {
  const config = await configOf(options, io);
  const run = new RunDirectory(resolve(io.workingDirectory, options.runDir));
  const unlock = await claimFolder(run.root, io, 'Or name another directory with --run-dir.');
  try {
    const begun = await run.once('config.json', LoopConfigSchema, () => Promise.resolve(config));
    if (JSON.stringify(begun) !== JSON.stringify(config)) {
      throw new InputError(
        `${run.root} holds a run of another configuration (${run.path('config.json')}). Name another directory with --run-dir, or remove this one.`,
      );
    }
    const known = await run.read('record.json', LoopRecordSchema);
    const isWhole = known !== undefined && (!options.bfcl || Object.keys(known.suites).length > 1);
    if (isWhole) return await tellAgain(run, known, options, io);
    // Trainers and servers beside us have to be told that it ends; the reference policy's work is safe at any moment.
    const signal = config.engine === undefined ? new AbortController().signal : io.interruption();
    try {
      return await loopIn(run, config, { ...options, signal }, io);
    } catch (error) {
      if (!signal.aborted) throw error;
      await io.stderr.write(`Cut off. The same command goes on with ${run.root}.\n`);
      return 130;
    }
  } finally {
    unlock();
  }
}

type Running = Options & { readonly signal: AbortSignal };

async function loopIn(run: RunDirectory, config: LoopConfig, options: Running, io: Io): Promise<number> {
  // Of what is about to run, not of what lies there when it has.
  const commit = await commitOf(packageRoot(import.meta.url));
  const crew = Crew.open(options.workers ?? availableParallelism());
  try {
    const progress = new Progress(io.stderr, io.host.now);
    const begun = await goOn(run, progress, io);
    // Before anything is played: what is like BFCL is not kept.
    const had = await bfclOf(options, io);
    const context = await contextOf(run, config, options, io, { progress, crew });
    const { dataDir, bfcl: isAsked, ledger, campaign } = options;
    const command = `inftool loop ${commandLine(options)}`;
    const look = { dataDir, bfcl: isAsked, ledger, campaign, commit, command };
    const { result, bfcl, note } = await withLearner(context, { dataDir }, io, async (learner) => {
      const closed = await runLoop(context, learner, eventsOf(config, progress, io));
      return { result: closed, ...(await lookAtBfcl(context, learner, closed, had, look, io)) };
    });
    const notes = [...begun.notes, auditText(result.yields), note];
    const more = { nodeVersion: begun.node, notes, bfcl };
    const record = await recordOf(run, config, result, more);
    await run.write('report.md', loopMarkdown(record));
    await run.write('report.html', await loopHtml(record));
    await run.write('record.json', `${JSON.stringify(record)}\n`);
    await show(run, record, options, io);
    return 0;
  } finally {
    await crew.close();
  }
}

function eventsOf(config: LoopConfig, progress: Progress, io: Io): LoopEvents {
  return {
    onFirstLook: (score) =>
      progress.tell(
        `A first look, on the first tasks of the held-out suite:\n${scoreTable([score], 'tasks', 'tools', io)}`,
      ),
    onHeldOut: async (suite) => progress.tell((await powerOf(suite, config)).text),
    onScore: (_, all) => progress.tell(scoreTable(all, 'held-out tasks', 'tools', io)),
    onDecision: (decision) => progress.tell(decisionText(decision)),
  };
}

/** The options that were given, as they are typed. */
function commandLine({ config, runDir, engine, model, arm, seed, rounds, campaign }: Options): string {
  const given = { config, engine, model, 'run-dir': runDir, arm, seed, rounds, campaign };
  return [
    '--bfcl',
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
  ].join(' ');
}

async function contextOf(
  run: RunDirectory,
  config: LoopConfig,
  options: Running,
  io: Io,
  { progress, crew }: Pick<LoopContext, 'progress' | 'crew'>,
): Promise<LoopContext> {
  const named = config.specs.map((path) => resolve(io.workingDirectory, path));
  const specs = named.length + config.mcp.length === 0 ? [ownSpecsFolder()] : named;
  const { mcp, seed } = config;
  // Beside one another: both take seconds.
  const [audit, { domains }] = await Promise.all([
    auditAgainstBfcl({ dataDir: options.dataDir }, io),
    run.once('tool-tree.json', ToolTreeSchema, () => crew.ask(0, 'buildTree', { specs, mcp, seed })),
  ]);
  if (Math.min(domains.training.length, domains.heldOut.length) === 0) {
    throw new InputError(
      `The specs are of ${domains.training.length + domains.heldOut.length} domain: expected two or more, as one is held out. Name more under specs.`,
    );
  }
  return {
    config,
    run,
    crew,
    audit,
    progress,
    atExit: io.atExit,
    signal: options.signal,
    now: io.host.now,
  };
}

async function tellAgain(run: RunDirectory, record: LoopRecord, options: Options, io: Io): Promise<number> {
  await io.stderr.write(
    `${run.root} holds a run that is done: nothing is run anew. Remove it, or name another directory with --run-dir.\n`,
  );
  await show(run, record, options, io);
  return 0;
}

async function show(run: RunDirectory, record: LoopRecord, { json }: Options, io: Io): Promise<void> {
  await io.stdout.write(
    json ? `${JSON.stringify(record)}\n` : loopText(record, { columns: io.stdout.columns }),
  );
  if (!json) await io.stdout.write(`The report lies in ${join(run.root, 'report.html')}\n`);
}

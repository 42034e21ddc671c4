import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  auditAgainstBfcl,
  dataDirectoryOf,
  defineCommand,
  ensureBfcl,
  InputError,
  LoopRecordSchema,
  ownSpecsFolder,
  packageRoot,
  readYaml,
  SuiteError,
  ToolTreeSchema,
  type Io,
  type LoopRecord,
  type Suite,
} from '../../datasets/index.ts';
import { claimFolder } from '../../bench/index.ts';
import { loopHtml, loopMarkdown, loopText } from '../../reports/index.ts';
import { commitOf } from '../commit.ts';
import { Crew } from '../crew/crew.ts';
import { LoopConfigSchema, type LoopConfig } from './config.ts';
import type { LoopContext } from './context.ts';
import { bfclStage, NotEnteredError } from './bfcl-stage.ts';
import { goOn } from './engine.ts';
import { runLoop, type LoopResult } from './loop.ts';
import { Progress } from './progress.ts';
import { powerOf, recordOf } from './record.ts';
import { RunDirectory } from './run-directory.ts';
import { auditText, decisionText, scoreTable } from './telling.ts';

const OptionsSchema = z.object({
  config: z.string().optional(),
  runDir: z.string().default('runs/loop'),
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
  examples: ['loop', 'loop --arm uniform --seed 2 --run-dir runs/uniform-2'],
  schema: OptionsSchema,
  run: runCommand,
});

type Configured = Partial<Pick<Options, 'config' | 'arm' | 'seed' | 'rounds'>>;

/** What a loop with these options is configured as. @throws {InputError} if the file cannot be read, or holds something else */
export async function configOf({ config, arm, seed, rounds }: Configured, io: Io): Promise<LoopConfig> {
  const given: unknown = config === undefined ? {} : await readYaml(resolve(io.workingDirectory, config));
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
    return await loopIn(run, config, options, io);
  } finally {
    unlock();
  }
}

async function loopIn(run: RunDirectory, config: LoopConfig, options: Options, io: Io): Promise<number> {
  // Of what is about to run, not of what lies there when it has.
  const commit = await commitOf(packageRoot(import.meta.url));
  const crew = Crew.open(options.workers ?? availableParallelism());
  try {
    const progress = new Progress(io.stderr, io.host.now);
    const begun = await goOn(run, progress, io);
    // Before anything is played: what is like BFCL is not kept.
    const had = await bfclOf(options, io);
    const context = await contextOf(run, config, options, io, { progress, crew });
    const result = await runLoop(context, {
      onFirstLook: (score) =>
        progress.tell(
          `A first look, on the first tasks of the held-out suite:\n${scoreTable([score], 'tasks', 'tools', io)}`,
        ),
      onHeldOut: async (suite) => progress.tell((await powerOf(suite, config)).text),
      onScore: (_, all) => progress.tell(scoreTable(all, 'held-out tasks', 'tools', io)),
      onDecision: (decision) => progress.tell(decisionText(decision)),
    });
    const { bfcl, note } = await lookAtBfcl(context, result, had, { ...options, commit }, io);
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

/** BFCL where it was asked for and can be had, else what to say about it. */
type Had = { readonly suite: Suite } | { readonly why: string };

async function bfclOf(options: Options, io: Io): Promise<Had> {
  if (!options.bfcl) return { why: 'BFCL was not looked at: `--bfcl` scores on it.' };
  try {
    return { suite: await ensureBfcl({ dataDir: options.dataDir }, io) };
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof SuiteError)) throw error;
    const why = `BFCL was not looked at: ${error.message}`;
    await io.stderr.write(
      `${why}\nThe loop goes on without it. \`inftool data pull\` fetches its data, \`inftool data pull --from <file>\` takes it from a package that you have.\n`,
    );
    return { why };
  }
}

type Look = { readonly bfcl: Parameters<typeof recordOf>[3]['bfcl']; readonly note: string };

/** Last of all, when nothing can be chosen by it any more. */
async function lookAtBfcl(
  context: LoopContext,
  { checkpoints }: LoopResult,
  had: Had,
  options: Options & { readonly commit: string },
  io: Io,
): Promise<Look> {
  if ('why' in had) return { bfcl: undefined, note: had.why };
  const { suite } = had;
  const { ledger, campaign } = options;
  try {
    const scores = await bfclStage(
      context,
      {
        suite,
        dataDirectory: dataDirectoryOf({ dataDir: options.dataDir }, io),
        ledger: resolve(io.workingDirectory, ledger),
        campaign,
        commit: options.commit,
        command: `inftool loop ${commandLine(options)}`,
        date: new Date().toISOString().slice(0, 10),
      },
      checkpoints,
    );
    await context.progress.tell(scoreTable(scores, 'BFCL entries', 'clusters', io));
    return {
      bfcl: { suite, scores },
      note: `Looks at BFCL are entered in ${ledger}, this one as of ${campaign} if these weights have no entry yet.`,
    };
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof NotEnteredError) throw error;
    const note = `BFCL was not looked at: ${error.message}`;
    await context.progress.tell(`${note}\n`);
    return { bfcl: undefined, note };
  }
}

/** The options that were given, as they are typed. */
function commandLine({ config, runDir, arm, seed, rounds, campaign }: Options): string {
  const given = { config, 'run-dir': runDir, arm, seed, rounds, campaign };
  return [
    '--bfcl',
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
  ].join(' ');
}

async function contextOf(
  run: RunDirectory,
  config: LoopConfig,
  options: Options,
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
    signal: new AbortController().signal,
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

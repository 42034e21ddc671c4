import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  auditAgainstBfcl,
  InputError,
  openOwnSuite,
  ownSpecsFolder,
  packageVersion,
  readSpecs,
  ScenarioKindSchema,
  type Io,
  type ScenarioKind,
  type ToolTree,
  type YieldTable,
} from '../datasets/index.ts';
import type { Options } from './options.ts';
import { keptTrajectories, openPlayedFolder } from './played-folder.ts';
import { rolesOf } from './roles/opened-roles.ts';
import type { ScenarioPlan } from './scenarios/scenarios.ts';
import { playShard } from './shards/play-shard.ts';
import { openRecorded } from './shards/recorded-players.ts';
import { digestOf } from './shards/shard-folder.ts';
import { playersOf, refuseUnplayable, synthesise, type Players } from './synthesise.ts';
import { transcript } from './transcript.ts';
import { buildToolTree, defaultTreeOptions } from './tree/build-tree.ts';
import { yieldText } from './verify/yield.ts';

/** Plays everything in this process. @returns the exit code */
export async function makeWhole(options: Options, io: Io): Promise<number> {
  const folder = resolve(io.workingDirectory, options.out);
  await refuseFull(folder);
  // What is wrong with endpoints, specs and benchmark is found before anything is written, so that no folder is left behind.
  const { plans, tree, players } = await prepared(options, io, new AbortController().signal);
  return judgeInto(folder, { plans, players, treeText: textOf(tree), seed: options.seed }, options, io);
}

/** Plays one part, for `mergeShards`. @returns the exit code */
export async function makeShard(
  options: Options,
  place: NonNullable<Options['shard']>,
  io: Io,
): Promise<number> {
  const folder = resolve(io.workingDirectory, options.out);
  const signal = io.interruption();
  const { plans, tree, players } = await prepared(options, io, signal);
  const { seed, user, assistant, server } = options;
  const treeText = textOf(tree);
  const shard = {
    record: 'inftool-synthesis-shard/1',
    inftool: packageVersion(),
    seed,
    tree: digestOf(treeText),
    plans,
    players: { user, assistant, server },
    ...place,
  } as const;
  try {
    const { plays, kept, infrastructure } = await playShard(folder, { shard, treeText, players, signal }, io);
    await io.stdout.write(
      `${plays} conversations played, ${kept} of them before, in ${folder}. \`inftool synth --merge\` judges them with those of the other shards\n`,
    );
    return infrastructure === 0 ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    await io.stderr.write(`Interrupted: what is played stays in ${folder}. Run again to go on\n`);
    return 130;
  }
}

/** Judges what parts have played, into a folder as `makeWhole` leaves it. @returns the exit code */
export async function mergeShards(
  options: Options,
  folders: readonly string[],
  io: Io,
  isOverwriting = false,
): Promise<number> {
  const folder = resolve(io.workingDirectory, options.out);
  if (!isOverwriting) await refuseFull(folder);
  const { shard, treeText, players } = await openRecorded(
    folders.map((name) => resolve(io.workingDirectory, name)),
  );
  const { plans, seed } = shard;
  return judgeInto(folder, { plans, players, treeText, seed }, options, io);
}

type Prepared = {
  readonly plans: ScenarioPlan[];
  readonly tree: ToolTree;
  readonly players: Players;
};

/** @throws {InputError} for endpoints and specs that do not do */
async function prepared(options: Options, io: Io, signal: AbortSignal): Promise<Prepared> {
  if (options.count + options.heldOut === 0)
    throw new InputError('There is nothing to play: expected --count or --held-out above 0.');
  const roles = await rolesOf(options, io);
  const named = options.specs.map((path) => resolve(io.workingDirectory, path));
  const paths = named.length + options.mcp.length === 0 ? [ownSpecsFolder()] : named;
  const heldOutShare = options.heldOut === 0 ? 0 : defaultTreeOptions.heldOutShare;
  const tree = buildToolTree(await readSpecs(paths, options.mcp), {
    ...defaultTreeOptions,
    seed: options.seed,
    heldOutShare,
  });
  const plans = plansOf(options);
  refuseUnplayable(tree, plans);
  const players = playersOf(tree, { roles, concurrency: options.concurrency, signal });
  return { plans, tree, players };
}

function textOf(tree: ToolTree): string {
  return `${JSON.stringify(tree, null, 1)}\n`;
}

type Judged = {
  readonly plans: readonly ScenarioPlan[];
  readonly players: Players;
  readonly treeText: string;
  readonly seed: number;
};

async function judgeInto(folder: string, judged: Judged, options: Options, io: Io): Promise<number> {
  const { plans, players, treeText, seed } = judged;
  const contamination = await auditAgainstBfcl({ dataDir: options.dataDir }, io);
  await makeFolder(folder);
  await writeFile(join(folder, 'tool-tree.json'), treeText);
  const played = await openPlayedFolder(folder);
  try {
    const { signal } = new AbortController();
    const table = await synthesise(plans, players, {
      seed,
      contamination,
      signal,
      onPlayed: (one) => played.append(one),
    });
    const suites = Object.values(await played.finish());
    await writeFile(join(folder, 'yield.json'), `${JSON.stringify(table, null, 1)}\n`);
    await tell(folder, { table, suites, show: options.show }, io);
    return isWell(table) ? 0 : 1;
  } finally {
    await played.close();
  }
}

type Outcome = {
  readonly table: YieldTable;
  readonly suites: readonly (string | undefined)[];
  /** So many trajectories. */
  readonly show: number;
};

async function tell(folder: string, { table, suites, show }: Outcome, io: Io): Promise<void> {
  let left = show;
  for await (const trajectory of keptTrajectories(folder)) {
    if (left-- <= 0) break;
    await io.stdout.write(transcript(trajectory));
  }
  await io.stdout.write(yieldText(table, io));
  for (const file of suites) {
    if (file === undefined) continue;
    const { categories } = await openOwnSuite(file);
    const tasks = categories.reduce((sum, { count }) => sum + count, 0);
    await io.stdout.write(`${tasks} tasks in ${file}\n`);
  }
}

/** Something was kept, and no conversation ended because of a model's fault. */
function isWell({ rows }: YieldTable): boolean {
  return (
    rows.some(({ kept }) => kept > 0) && rows.every(({ rejected }) => (rejected.infrastructure ?? 0) === 0)
  );
}

function unwritable(folder: string, error: unknown): InputError {
  return new InputError(
    `${folder}: expected a folder that can be written (${String(error)}). Name another with --out.`,
    { cause: error },
  );
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unwritable(folder, error);
  });
  if (names.length > 0)
    throw new InputError(
      `${folder} is not empty: nothing there is overwritten. Name another folder with --out.`,
    );
}

function plansOf({ kinds, seed, count, heldOut }: Options): ScenarioPlan[] {
  const mix = Object.fromEntries(
    ScenarioKindSchema.options.map((kind) => [kind, kinds.includes(kind) ? 1 : 0]),
  ) as Record<ScenarioKind, number>;
  return (
    [
      ['training', count],
      ['held_out', heldOut],
    ] as const
  ).flatMap(([split, of]) => (of === 0 ? [] : [{ split, phrasing: split, seed, count: of, mix }]));
}

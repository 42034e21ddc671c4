import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  auditAgainstBfcl,
  defineCommand,
  InputError,
  openOwnSuite,
  ownSpecsFolder,
  readSpecs,
  ScenarioKindSchema,
  type Io,
  type Message,
  type ScenarioKind,
  type ToolTree,
  type Trajectory,
  type YieldTable,
} from '../datasets/index.ts';
import { keptTrajectories, openPlayedFolder } from './played-folder.ts';
import { openEndpoint } from '../bench/index.ts';
import { ModelAssistant } from './roles/model-assistant.ts';
import { ModelServer } from './roles/model-server.ts';
import { ModelUser } from './roles/model-user.ts';
import type { Roles } from './roles/play.ts';
import type { ScenarioPlan } from './scenarios/scenarios.ts';
import { playersOf, refuseUnplayable, synthesise } from './synthesise.ts';
import { buildToolTree, defaultTreeOptions } from './tree/build-tree.ts';
import { yieldText } from './verify/yield.ts';

const count = () => z.coerce.number().int().nonnegative();

const OptionsSchema = z.object({
  specs: z.array(z.string()).default([]),
  mcp: z.array(z.string()).default([]),
  out: z.string().default('runs/synth'),
  count: count().default(600),
  heldOut: count().default(0),
  kinds: z.array(ScenarioKindSchema).default([...ScenarioKindSchema.options]),
  seed: z.coerce.number().int().default(1),
  show: count().default(0),
  user: z.string().optional(),
  assistant: z.string().optional(),
  server: z.string().optional(),
  baseUrl: z.string().optional(),
  concurrency: z.coerce.number().int().positive().default(4),
  dataDir: z.string().optional(),
});
type Options = z.output<typeof OptionsSchema>;

export const synthCommand = defineCommand({
  name: 'synth',
  summary:
    'Makes verified trajectories out of API specs: plans scenarios over the tool tree, has user, assistant and server play them, keeps what verification finds no fault with, and writes trajectories, suites and the yield.',
  options: [
    { flags: '--specs <paths...>', description: 'OpenAPI documents, or folders of them' },
    {
      flags: '--mcp <commands...>',
      description:
        'MCP servers, each command in quotes. Without --specs and --mcp: the documents of this project',
    },
    { flags: '--out <folder>', description: 'must be empty or not there yet (runs/synth)' },
    { flags: '--count <n>', description: 'scenarios over the domains for training (600)' },
    {
      flags: '--held-out <n>',
      description: 'scenarios over the domains that are held out, in phrasings of their own (0)',
    },
    { flags: '--kinds <kinds...>', description: `among ${ScenarioKindSchema.options.join(', ')} (all)` },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--show <n>', description: 'prints so many of the kept trajectories (0)' },
    { flags: '--user <model>', description: 'has a model play the user; without it the procedure does' },
    { flags: '--assistant <model>', description: 'has a model play the assistant' },
    { flags: '--server <model>', description: 'has a model play the server' },
    {
      flags: '--base-url <url>',
      description: 'of the models: any OpenAI-compatible endpoint (OPENAI_BASE_URL; key in OPENAI_API_KEY)',
    },
    { flags: '--concurrency <n>', description: 'conversations at a time (4)' },
    {
      flags: '--data-dir <folder>',
      description: 'where the BFCL data lies, to keep trajectories away from it',
    },
  ],
  examples: [
    'synth --count 60 --show 3',
    'synth --specs my-apis/ --count 2000 --held-out 500 --out runs/mine',
  ],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const folder = resolve(io.workingDirectory, options.out);
  if (options.count + options.heldOut === 0)
    throw new InputError('There is nothing to play: expected --count or --held-out above 0.');
  await refuseFull(folder);
  // What is wrong with endpoints, specs and benchmark is found before anything is written, so that no folder is left behind.
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
  const contamination = await auditAgainstBfcl({ dataDir: options.dataDir }, io);
  await makeFolder(folder);
  await writeFile(join(folder, 'tool-tree.json'), `${JSON.stringify(tree, null, 1)}\n`);
  const { table, suites } = await playInto(folder, plans, { tree, roles, contamination, options });
  await writeFile(join(folder, 'yield.json'), `${JSON.stringify(table, null, 1)}\n`);
  let left = options.show;
  for await (const trajectory of keptTrajectories(folder)) {
    if (left-- <= 0) break;
    await io.stdout.write(transcript(trajectory));
  }
  await io.stdout.write(yieldText(table, io));
  for (const file of Object.values(suites)) {
    if (file === undefined) continue;
    const { categories } = await openOwnSuite(file);
    const tasks = categories.reduce((sum, { count }) => sum + count, 0);
    await io.stdout.write(`${tasks} tasks in ${file}\n`);
  }
  return isWell(table) ? 0 : 1;
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

type Setting = {
  readonly tree: ToolTree;
  readonly roles: Partial<Roles>;
  readonly contamination: Awaited<ReturnType<typeof auditAgainstBfcl>>;
  readonly options: Options;
};

async function playInto(folder: string, plans: readonly ScenarioPlan[], setting: Setting) {
  const { tree, roles, contamination, options } = setting;
  const { seed, concurrency } = options;
  const played = await openPlayedFolder(folder);
  try {
    const { signal } = new AbortController();
    const players = playersOf(tree, { roles, concurrency, signal });
    const table = await synthesise(plans, players, {
      seed,
      contamination,
      signal,
      onPlayed: (one) => played.append(one),
    });
    return { table, suites: await played.finish() };
  } finally {
    await played.close();
  }
}

async function rolesOf(
  { user, assistant, server, baseUrl }: Options,
  { environment }: Io,
): Promise<Partial<Roles>> {
  const url = baseUrl ?? environment['OPENAI_BASE_URL'];
  const open = (model: string) => {
    if (url === undefined)
      throw new InputError(
        'A model plays, and there is no endpoint: expected --base-url or OPENAI_BASE_URL.',
      );
    return openEndpoint({
      model,
      baseUrl: url,
      apiKey: environment['OPENAI_API_KEY'] ?? 'none',
      timeout: 120_000,
      maxRetries: 4,
    });
  };
  return {
    ...(user === undefined ? {} : { user: new ModelUser(await open(user)) }),
    ...(assistant === undefined ? {} : { assistant: new ModelAssistant(await open(assistant)) }),
    ...(server === undefined ? {} : { server: new ModelServer(await open(server)) }),
  };
}

/** A conversation to be read. */
function transcript({ id, scenario, tools, messages }: Trajectory): string {
  const names = tools.map((tool) => JSON.stringify(tool['name'])).join(', ');
  return [`${id} (${scenario.domain}; tools: ${names})`, ...messages.map(line), '', ''].join('\n');
}

function line(message: Message): string {
  if (message.role === 'tool') return `  server     ${message.content}`;
  if (message.role === 'user') return `  user       ${message.content}`;
  const calls = message.calls.map(({ name, arguments: given }) => `${name}(${given})`);
  return `  assistant  ${[message.content, ...calls].filter((part) => part !== '').join('\n             ')}`;
}

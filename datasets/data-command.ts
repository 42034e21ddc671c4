import { resolve } from 'node:path';
import * as z from 'zod';
import { dataDirectoryOf } from './bfcl/ensure.ts';
import { compareFiles, readMarker } from './bfcl/install.ts';
import { bfclRelease } from './bfcl/pinned-release.ts';
import { digestOf } from './bfcl/release.ts';
import { defineCommand, type Io } from './command.ts';
import { defaultThresholds } from './contamination/thresholds.ts';

const { nearSchema, callWeight, nearState, textContainment, textRun } = defaultThresholds;

const share = z.coerce.number().gt(0).max(1).optional();

const OptionsSchema = z
  .object({
    arguments: z.tuple([z.enum(['pull', 'status', 'audit'])], z.string()),
    dataDir: z.string().optional(),
    from: z.string().optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
    json: z.boolean().default(false),
    hits: z.string().optional(),
    nearSchema: share,
    callWeight: z.coerce.number().positive().optional(),
    nearState: share,
    textContainment: share,
    textRun: z.coerce.number().int().min(2).optional(),
  })
  .refine(({ from, url }) => from === undefined || url === undefined, 'give --from or --url, not both')
  .refine(
    ({ arguments: [action], from, url }) => action === 'pull' || (from ?? url) === undefined,
    '--from and --url go with pull',
  )
  .refine(
    ({ arguments: [action, ...files] }) => files.length === (action === 'audit' ? 1 : 0),
    'audit takes one file, pull and status take none',
  )
  .refine(
    ({ arguments: [action], hits, ...options }) =>
      action === 'audit' ||
      [hits, ...thresholdNames.map((name) => options[name])].every((value) => value === undefined),
    '--hits and the thresholds go with audit',
  );

type Options = z.output<typeof OptionsSchema>;

const thresholdNames = ['nearSchema', 'callWeight', 'nearState', 'textContainment', 'textRun'] as const;

export const dataCommand = defineCommand({
  name: 'data',
  summary:
    'Pulls the BFCL data into a cache directory, says what is there, or looks for it in training data: exit code 0 where nothing is found, 1 where something is.',
  arguments: [
    { flags: '<action>', description: 'pull, status or audit' },
    { flags: '[file]', description: 'audit: the training data, JSON Lines in any usual format' },
  ],
  options: [
    { flags: '--data-dir <folder>', description: 'instead of INFTOOL_DATA, or the cache directory' },
    { flags: '--from <path>', description: 'pull: out of a folder, a wheel or a .tar.gz' },
    { flags: '--url <address>', description: 'pull: a .tar.gz of the repository from there' },
    { flags: '--json', description: 'status and audit: one line of JSON' },
    { flags: '--hits <file>', description: 'audit: write every hit with its evidence, a line of JSON each' },
    { flags: '--near-schema <share>', description: `audit: likeness of function docs (${nearSchema})` },
    {
      flags: '--call-weight <points>',
      description: `audit: how distinctive a call's values are (${callWeight})`,
    },
    { flags: '--near-state <share>', description: `audit: values of an initial state (${nearState})` },
    {
      flags: '--text-containment <share>',
      description: `audit: a question's words, by weight (${textContainment})`,
    },
    { flags: '--text-run <words>', description: `audit: words in a row of a question (${textRun})` },
  ],
  examples: [
    'data pull',
    'data pull --from bfcl_eval-2026.3.23-py3-none-any.whl',
    'data status --json',
    'data audit training.jsonl --hits hits.jsonl',
  ],
  schema: OptionsSchema,
  run: (options, io) => {
    const [action] = options.arguments;
    if (action === 'audit') return audit(options, io);
    return action === 'pull' ? pull(options, io) : status(options, io);
  },
});

async function audit(
  { arguments: [, file = ''], json, hits, dataDir, ...options }: Options,
  io: Io,
): Promise<number> {
  const { runAudit } = await import('./contamination/audit-command.ts');
  const given = thresholdNames.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const thresholds = { ...defaultThresholds, ...Object.fromEntries(given) };
  return runAudit({ file, thresholds, json, hits, dataDir }, io);
}

async function pull(options: Options, io: Io): Promise<number> {
  const directory = dataDirectoryOf(options, io);
  const { pullBfcl } = await import('./bfcl/pull.ts');
  const origin = await pullBfcl({
    directory,
    release: bfclRelease,
    from: options.from === undefined ? undefined : resolve(io.workingDirectory, options.from),
    url: options.url,
    environment: io.environment,
    note: (line) => io.stderr.write(`inftool: ${line}\n`),
  });
  if (origin === null) await io.stderr.write('inftool: BFCL data is already there, complete\n');
  return status(options, io);
}

/** Exit code 2 where the data is not complete. */
async function status({ json, ...options }: Options, io: Io): Promise<number> {
  const report = await reportOn(dataDirectoryOf(options, io));
  await io.stdout.write(json ? `${JSON.stringify(report)}\n` : reportText(report));
  return report.state === 'complete' ? 0 : 2;
}

type Report = Awaited<ReturnType<typeof reportOn>>;

async function reportOn(directory: string) {
  const { version, files, categories } = bfclRelease;
  const present = (await readMarker(directory)) !== null;
  const { missing, different } = present
    ? await compareFiles(directory, bfclRelease)
    : { missing: [], different: [] };
  const complete = present && missing.length + different.length === 0;
  return {
    suite: 'bfcl',
    directory,
    state: complete ? 'complete' : present ? 'damaged' : 'absent',
    version,
    digest: digestOf(files),
    missing,
    different,
    categories: complete ? categories.map(({ name, count }) => ({ name, count })) : [],
  };
}

function reportText({ directory, state, version, digest, missing, different, categories }: Report): string {
  const lines = [`directory  ${directory}`, `state      ${state}`];
  if (state === 'absent') lines.push('           get it with `inftool data pull`');
  if (state === 'damaged') {
    lines.push(...missing.map((path) => `           missing: ${path}`));
    lines.push(...different.map((path) => `           different: ${path}`));
    lines.push('           mend it with `inftool data pull`');
  }
  lines.push(`version    bfcl-eval ${version}`, `digest     ${digest}`);
  const width = Math.max(...categories.map(({ name }) => name.length));
  lines.push(...categories.map(({ name, count }) => `${name.padEnd(width)} ${String(count).padStart(5)}`));
  return `${lines.join('\n')}\n`;
}

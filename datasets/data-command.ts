import { resolve } from 'node:path';
import * as z from 'zod';
import { dataDirectoryOf } from './bfcl/ensure.ts';
import { compareFiles, readMarker } from './bfcl/install.ts';
import { bfclRelease } from './bfcl/pinned-release.ts';
import { digestOf } from './bfcl/release.ts';
import { defineCommand, type Io } from './command.ts';

const OptionsSchema = z
  .object({
    arguments: z.tuple([z.enum(['pull', 'status'])]),
    dataDir: z.string().optional(),
    from: z.string().optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
    json: z.boolean().default(false),
  })
  .refine(({ from, url }) => from === undefined || url === undefined, 'give --from or --url, not both')
  .refine(
    ({ arguments: [action], from, url }) => action === 'pull' || (from ?? url) === undefined,
    '--from and --url go with pull',
  );

type Options = z.output<typeof OptionsSchema>;

export const dataCommand = defineCommand({
  name: 'data',
  summary: 'Pulls the BFCL data into a cache directory, or says what is there.',
  arguments: [{ flags: '<action>', description: 'pull or status' }],
  options: [
    { flags: '--data-dir <folder>', description: 'instead of INFTOOL_DATA, or the cache directory' },
    { flags: '--from <path>', description: 'pull out of a folder, a wheel or a .tar.gz' },
    { flags: '--url <address>', description: 'pull a .tar.gz of the repository from there' },
    { flags: '--json', description: 'status as one line of JSON' },
  ],
  examples: ['data pull', 'data pull --from bfcl_eval-2026.3.23-py3-none-any.whl', 'data status --json'],
  schema: OptionsSchema,
  run: (options, io) => (options.arguments[0] === 'pull' ? pull(options, io) : status(options, io)),
});

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

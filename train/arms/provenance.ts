import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { readLines, type LoopRecord } from '../../datasets/index.ts';
import { configurationDigest, folderOf, type Arm, type RunName } from './arm-runs.ts';

const LaunchSchema = z.strictObject({ run: z.string(), commit: z.string(), command: z.string() });
type Launch = z.output<typeof LaunchSchema>;

/** How tables came about. Lists hold each value once. */
export type Provenance = {
  readonly command: string;
  readonly inftool: readonly string[];
  readonly grader: readonly string[];
  readonly node: readonly string[];
  /** Of the code that the runs were launched with, as far as it is known: more than one where a run was cut off and went on. */
  readonly commits: readonly string[];
  /** Digest of each arm's configuration without its seed, hex sha256. */
  readonly configurations: Readonly<Partial<Record<Arm, string>>>;
  /** Runs asked for that are not done. */
  readonly missing: readonly string[];
};

/** The record of a run knows no commit: it is noted beside the runs, before each launch. */
export async function noteLaunch(out: string, launch: Launch): Promise<void> {
  const file = launchesOf(out);
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(launch)}\n`);
}

export async function provenanceOf(
  out: string,
  command: string,
  records: readonly LoopRecord[],
  missing: readonly RunName[],
): Promise<Provenance> {
  const runs = new Set(records.map(folderOf));
  const commits = new Map<string, string[]>();
  for (const { run, commit } of await readLaunches(out))
    if (runs.has(run)) commits.set(run, [...(commits.get(run) ?? []), commit]);
  return {
    command,
    inftool: distinct(records.map(({ inftool }) => inftool)),
    grader: distinct(records.map(({ grader }) => grader)),
    node: distinct(records.map(({ node }) => node)),
    commits: distinct([...runs].flatMap((run) => commits.get(run) ?? ['unknown'])),
    configurations: Object.fromEntries(records.map((record) => [record.arm, configurationDigest(record)])),
    missing: missing.map(folderOf),
  };
}

function launchesOf(out: string): string {
  return join(out, 'launches.jsonl');
}

async function readLaunches(out: string): Promise<Launch[]> {
  const file = launchesOf(out);
  const launches: Launch[] = [];
  if (!existsSync(file)) return launches;
  for await (const line of readLines(createReadStream(file))) {
    if (line.trim() !== '') launches.push(LaunchSchema.parse(JSON.parse(line)));
  }
  return launches;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

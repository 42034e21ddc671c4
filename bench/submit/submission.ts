import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quote } from 'shell-quote';
import * as z from 'zod';
import { InputError, replaceFile } from '../../datasets/index.ts';

/** What decides what jobs do: the same comes to the same jobs, whenever it is submitted. */
export type Order = {
  /** Absolute; all nodes see it under this path. */
  readonly sharedDir: string;
  readonly shards: number;
  readonly cpus: number;
  /** For the shell of the nodes: how InfTool is called there. */
  readonly program: string;
  /** A command of InfTool and its options. */
  readonly commandLine: readonly string[];
};

const RecordSchema = z.strictObject({
  record: z.literal('inftool-submission/1'),
  inftool: z.string(),
  commandLine: z.array(z.string()),
  /** What all parts are told beside that. */
  fixed: z.array(z.string()),
  /** A file of this name lies beside: who does not see it does not see this folder. */
  token: z.string(),
});

export type Submission = {
  readonly order: Order;
  /** Begins the ids of all jobs. */
  readonly id: string;
  /** In the shared folder. */
  readonly folder: string;
  readonly fixed: readonly string[];
  readonly token: string;
};

/** The folder is not touched. */
export function identified(order: Order): Pick<Submission, 'id' | 'folder'> {
  const digest = createHash('sha256').update(JSON.stringify(order)).digest('hex').slice(0, 12);
  const id = `inftool-${order.commandLine[0] ?? ''}-${digest}`;
  return { id, folder: path.join(order.sharedDir, id) };
}

/**
 * Makes the folder of a submission, or finds it made: then what was fixed the first time is fixed still.
 * @throws {InputError} for a folder that cannot be written, and one in which something else lies
 */
export async function openSubmission(
  order: Order,
  { fixed, version }: { readonly fixed: readonly string[]; readonly version: string },
): Promise<Submission> {
  const { id, folder } = identified(order);
  const file = path.join(folder, 'submission.json');
  const { commandLine } = order;
  try {
    const known = await readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (known !== undefined) {
      const record = RecordSchema.parse(JSON.parse(known));
      return { order, id, folder, fixed: record.fixed, token: record.token };
    }
    const token = `seen-${randomUUID()}`;
    const record = { record: 'inftool-submission/1', inftool: version, commandLine, fixed, token };
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, token), '');
    await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
    return { order, id, folder, fixed, token };
  } catch (cause) {
    throw new InputError(
      `${folder}: expected a folder that can be written, with what \`inftool submit\` left there or nothing (${String(cause)}). Name another with --shared-dir.`,
      { cause },
    );
  }
}

/** Of one part. @param index from 1 on */
export function folderOf({ folder }: Submission, index: number): string {
  return path.join(folder, String(index));
}

/** @param attempt from 1 on */
export function jobIdOf({ id, order }: Submission, index: number, attempt: number): string {
  return `${id}-${index}of${order.shards}${attempt === 1 ? '' : `-r${attempt}`}`;
}

/** A line for the shell of a node: the part's command, in the shared folder if that is there, else exit code 2. */
export function entrypointOf(submission: Submission, index: number, folderFlag: string): string {
  const { order, id, fixed, token } = submission;
  const [name = '', ...options] = order.commandLine;
  const part = ['--shard', `${index}/${order.shards}`, folderFlag, folderOf(submission, index)];
  const call = `${order.program} ${quote([name, ...part, ...fixed, ...options])}`;
  const complaint = `inftool: ${order.sharedDir} is not the folder here that it is where this was submitted: expected one that all nodes share. Name it with --shared-dir.`;
  const isShared = `cd ${quote([order.sharedDir])} && [ -f ${quote([path.join(id, token)])} ]`;
  return `if ${isShared}; then ${call}; else echo ${quote([complaint])} >&2; exit 2; fi`;
}

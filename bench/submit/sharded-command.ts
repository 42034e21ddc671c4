import { CommanderError } from 'commander';
import type * as z from 'zod';
import { checkedOptions, InputError, programOf, type Command, type Io } from '../../datasets/index.ts';

/** A command whose work can be done in parts, `--shard i/n`, each in a process of its own anywhere. */
export type ShardedCommand = {
  readonly name: string;
  /**
   * Looks at what the command is told, before any part is started.
   * @param io relative paths start in the folder that all parts see
   * @throws {InputError} where that is no command line of it, or does not go with parts elsewhere
   */
  readonly open: (commandLine: readonly string[], io: Io) => Promise<ShardedRun>;
};

export type ShardedRun = {
  /** The option that names the folder a part writes to, and the whole. */
  readonly folderFlag: string;
  /** Where the whole goes if nobody says. */
  readonly usualFolder: string;
  /** Further options that all parts have in common, though they start on different days. */
  readonly fixed: readonly string[];
  /** How far a part has come by what lies in its folder; undefined before it says how much there is. */
  readonly progress: (folder: string) => Promise<Progress | undefined>;
  /** @param folders of all parts @throws {InputError} where they do not make a whole */
  readonly merge: (folders: readonly string[], target: MergeTarget) => Promise<MergedRun>;
};

export type Progress = { readonly done: number; readonly total: number };

type MergeTarget = {
  readonly folder: string;
  /** What stands in the folder is replaced. */
  readonly isOverwriting: boolean;
};

type MergedRun = {
  /** For people: whole lines. */
  readonly text: string;
  /** For machines. */
  readonly record: readonly object[];
  readonly exitCode: number;
};

/**
 * @param reserved options that whoever starts the parts gives, in camel case
 * @returns what the command's `run` takes, and which options were given
 * @throws {InputError} for a command line that is none of the command, and for reserved options
 */
export function readCommandLine<Schema extends z.ZodType>(
  command: Command<Schema>,
  commandLine: readonly string[],
  reserved: readonly string[],
): { readonly options: z.output<Schema>; readonly given: ReadonlySet<string> } {
  const program = programOf(command).configureOutput({ writeErr: () => undefined });
  try {
    program.parse(commandLine, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InputError(
      `${command.name}: ${error.message}. \`inftool ${command.name} --help\` names its options.`,
      { cause: error },
    );
  }
  const given = new Set(Object.keys(program.opts()));
  const taken = reserved.filter((name) => given.has(name));
  if (taken.length > 0) {
    const flags = taken.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    throw new InputError(
      `${command.name}: ${flags.join(', ')} differ from part to part, and are given by \`inftool submit\`: leave them out after \`--\`. Where the whole goes is said before it.`,
    );
  }
  return { options: checkedOptions(command, program), given };
}

import type { z } from 'zod';

/** The machine and the process that a command runs in. */
export type Host = {
  /** Milliseconds from any beginning, never going back. */
  readonly now: () => number;
  readonly processId: number;
  /** The machine's name in its network. */
  readonly name: string;
  /** How this program was started: interpreter, its options, the program's file; paths are absolute. */
  readonly commandLine: readonly string[];
  /** Whether there is a process of this number. */
  readonly isAlive: (processId: number) => boolean;
  /** The calendar day here; months and days count from 1. */
  readonly today: () => { readonly year: number; readonly month: number; readonly day: number };
  /** As `process.version` has it. */
  readonly nodeVersion: string;
};

/** What a command may touch of the process. */
export type Io = {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths of the user start here. */
  readonly workingDirectory: string;
  /**
   * Has `work` (synchronous) done when the process ends, by a signal too.
   * @returns what takes it back
   */
  readonly atExit: (work: () => void) => () => void;
  /**
   * From the first call on, Ctrl-C (or a signal to end) no longer ends the process but aborts this signal; a second one ends it.
   * Whoever asks has to come to an end then, and to return 130.
   */
  readonly interruption: () => AbortSignal;
  readonly host: Host;
};

export type TextSink = {
  /** Resolves when the reader can take more. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal, undefined where there is none. */
  readonly columns: number | undefined;
  /** Lines of the terminal, where they are known. */
  readonly rows?: number | undefined;
};

export type CommandOption = {
  /** As commander reads them: `--model <names...>`, `--partial-eval`. */
  readonly flags: string;
  readonly description: string;
};

/** A subcommand: `schema` turns the raw options (camel case) and positional `arguments` into what `run` takes. */
export type Command<Schema extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as commander reads them: `<base>`, `[files...]`; their values come as `arguments`. */
  readonly arguments?: readonly CommandOption[];
  readonly options: readonly CommandOption[];
  /** Lines that work as written after `inftool `. */
  readonly examples: readonly string[];
  readonly schema: Schema;
  /** Called by their last word after this one's name; `name` has both. */
  readonly subcommands?: readonly Command[];
  /** @returns the exit code: 0 done, 1 threshold missed, 2 bad input, 3 undecided, 130 interrupted */
  run(options: z.output<Schema>, io: Io): Promise<number>;
};

/** A subcommand as the overview shows it; its code is loaded when it is called. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  /** Left out of the overview: for work on InfTool itself. */
  readonly isHidden?: true;
  /**
   * How the engine compiles for it. `brief`: it ends within a second as a rule, too soon to gain from optimized code.
   * `even`: no single output may wait for the compilers; large functions are slower to make, and hardly faster.
   */
  readonly pace?: 'brief' | 'even';
  readonly load: () => Promise<Command>;
};

/** Keeps the types of `schema` and `run` together. */
export function defineCommand<Schema extends z.ZodType>(command: Command<Schema>): Command<Schema> {
  return command;
}

/** Bad input from the user: exit code 2. The message says what was expected, what came, what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

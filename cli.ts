#!/usr/bin/env node
import { hostname } from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import { Command as Program, CommanderError } from 'commander';
import { benchCommands } from './bench/index.ts';
import {
  checkedOptions,
  datasetsCommands,
  InputError,
  packageVersion,
  programOf,
  SuiteError,
  type Command,
  type CommandEntry,
  type Io,
  type TextSink,
} from './datasets/index.ts';
import { loadShardedSynth, synthCommands } from './synth/index.ts';
import { policyProvider, trainCommands } from './train/index.ts';

const entries: readonly CommandEntry[] = [
  ...datasetsCommands,
  ...benchCommands([policyProvider], [loadShardedSynth]),
  ...synthCommands,
  ...trainCommands,
];

function sink(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) =>
      new Promise((resolve) => {
        stream.write(text, () => {
          resolve();
        });
      }),
    isTerminal: stream.isTTY,
    // Windows change their size.
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}

function helpText(command: Command): string {
  const lines = command.examples.map((example) => `  $ npx inftool ${example}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

/** Builds a commander command from ours; its action sets the exit code. */
function mount(command: Command, io: Io): Program {
  const program = programOf(command);
  program.addHelpText('after', helpText(command));
  for (const subcommand of command.subcommands ?? []) program.addCommand(mount(subcommand, io));
  program.action(async () => {
    process.exitCode = await command.run(checkedOptions(command, program), io);
  });
  return program;
}

/**
 * WebAssembly (the Java and JavaScript grammars) stays as the first compiler leaves it: a swap for optimized code holds
 * up a parse for up to 80 ms. Compilers that took the other core at once would slow a brief command down, and hold up
 * its end: the process waits for those at work. Flags of the engine come and go: only where they were tried.
 */
function tuneEngine(pace: CommandEntry['pace']): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major > 24) return;
  v8.setFlagsFromString('--liftoff-only');
  if (pace === 'even') v8.setFlagsFromString('--no-turbo-inlining');
  if (pace === 'brief' && major === 20) v8.setFlagsFromString('--interrupt-budget=1000000');
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

async function main(argv: readonly string[], io: Io): Promise<void> {
  const program = new Program('inftool')
    .description('Evaluation-first suite for language models that call tools.')
    .version(packageVersion())
    .helpCommand(false)
    .exitOverride();
  const wanted = argv.find((argument) => !argument.startsWith('-'));
  for (const entry of entries) {
    if (entry.name === wanted) {
      tuneEngine(entry.pace);
      program.addCommand(mount(await entry.load(), io));
    } else program.command(entry.name, { hidden: entry.isHidden ?? false }).description(entry.summary);
  }
  if (argv.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(argv, { from: 'user' });
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InputError || error instanceof SuiteError) {
    process.stderr.write(`inftool: ${error.message}\n`);
    return 2;
  }
  process.stderr.write(
    `inftool: internal error\n${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
  );
  return 70;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`inftool: standard output cannot be written (${error.message})\n`);
  process.exit(1);
});
process.stderr.on('error', () => {
  // Nobody reads the notes: the work is done all the same.
});
process.on('uncaughtException', (error) => process.exit(report(error)));

const interrupted = new AbortController();
let isHeeded = false;
let interruptedAt = 0;
/** Programs between the terminal and this one pass on what it has got already: at once, it is the same signal. */
const ECHO = 500;
function interrupt(exitCode: number): void {
  const isSecond = interrupted.signal.aborted && performance.now() - interruptedAt > ECHO;
  if (!isHeeded || isSecond) process.exit(exitCode);
  if (interrupted.signal.aborted) return;
  interruptedAt = performance.now();
  interrupted.abort();
}
process.on('SIGINT', () => {
  interrupt(130);
});
process.on('SIGTERM', () => {
  interrupt(143);
});

try {
  await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    atExit: (work) => {
      process.once('exit', work);
      return () => process.off('exit', work);
    },
    interruption: () => {
      isHeeded = true;
      return interrupted.signal;
    },
    host: {
      now: () => performance.now(),
      processId: process.pid,
      name: hostname(),
      commandLine: [process.execPath, ...process.execArgv, path.resolve(process.argv[1] ?? '')],
      isAlive,
      today: () => {
        const now = new Date();
        return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
      },
      nodeVersion: process.version,
    },
  });
} catch (error) {
  process.exitCode = report(error);
}
// Taking the heap apart on the way out would take longer than leaving.
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit();

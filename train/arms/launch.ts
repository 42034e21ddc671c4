import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Io } from '../../datasets/index.ts';

/** A command of inftool, as a process of its own. */
export type Launch = {
  /** A file: `dist/cli.js`. */
  readonly cli: string;
  readonly words: readonly string[];
  /** A file that what it prints is added to. */
  readonly log: string;
};

/** Runs it to its end. If this process ends before, so does it. @returns null for a process that a signal ended */
export async function run({ cli, words, log }: Launch, io: Io): Promise<number | null> {
  await mkdir(dirname(log), { recursive: true });
  const output = createWriteStream(log, { flags: 'a' });
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: io.workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const forget = io.atExit(() => child.kill());
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
  } finally {
    forget();
    await new Promise((done) => output.end(done));
  }
}

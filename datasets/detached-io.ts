import { Readable } from 'node:stream';
import type { Io } from './command.ts';

type DetachedParts = Partial<Pick<Io, 'environment' | 'workingDirectory' | 'interruption'>> & {
  /** Gets what is written. */
  readonly told?: (text: string, stream: 'stdout' | 'stderr') => void;
};

/** What a command sees that is run without a process of its own: no input, no terminal, a clock that stands still. */
export function detachedIo({ told, ...parts }: DetachedParts = {}): Io {
  const sink = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told?.(text, stream);
      return Promise.resolve();
    },
    isTerminal: false,
    columns: undefined,
  });
  return {
    stdin: Readable.from([]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    environment: {},
    workingDirectory: '/',
    atExit: () => () => undefined,
    interruption: () => new AbortController().signal,
    ...parts,
    host: {
      now: () => 0,
      processId: 1,
      name: 'host',
      commandLine: ['node', 'cli.js'],
      isAlive: () => false,
      today: () => ({ year: 2026, month: 1, day: 1 }),
      nodeVersion: 'v20.0.0',
    },
  };
}

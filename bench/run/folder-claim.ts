import { rmSync, utimes } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes as touch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, type Io } from '../../datasets/index.ts';

const PREFIX = 'lock-';

/** Milliseconds between two signs of life, and for how long a machine that gives none is still believed to be at work. */
const BEAT = 20_000;
const PATIENCE = 120_000;

/**
 * Keeps other processes out of a folder, those of other machines that share it too. Each claims it by a file named after it, then
 * looks for others: of two at once, one at least sees the other. What a process that is no more has left is removed; of a process
 * of another machine that is known by the age of its file.
 * @param advice what to do where it is taken or cannot be written
 * @returns what lets others in again; done at the process's end by itself
 * @throws {InputError} if another process is at work there, or the folder cannot be made
 */
export async function claimFolder(
  folder: string,
  { host, atExit }: Pick<Io, 'host' | 'atExit'>,
  advice: string,
): Promise<() => void> {
  const name = `${PREFIX}${host.name}-${host.processId}`;
  const claim = join(folder, name);
  await writeClaim(folder, claim, advice);
  const beat = setInterval(() => {
    const now = new Date();
    // Where it cannot be touched, others may come in: no reason to end the work.
    utimes(claim, now, now, () => undefined);
  }, BEAT).unref();
  const release = () => {
    clearInterval(beat);
    rmSync(claim, { force: true });
  };
  const forget = atExit(release);
  const leave = () => {
    release();
    forget();
  };
  try {
    await refuseOthers(folder, name, host, advice);
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}

async function writeClaim(folder: string, claim: string, advice: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(claim, '');
  } catch (error) {
    throw new InputError(`${folder}: expected a folder that can be written (${String(error)}). ${advice}`, {
      cause: error,
    });
  }
}

async function refuseOthers(folder: string, own: string, host: Io['host'], advice: string): Promise<void> {
  const now = new Date();
  await touch(join(folder, own), now, now);
  for (const claim of await claimsIn(folder, host, now)) {
    if (claim.name === own) continue;
    if (claim.isAtWork) {
      const place = claim.machine === host.name ? '' : ` of ${claim.machine}`;
      throw new InputError(
        `${folder}: process ${claim.processId}${place} is at work there. Wait for it. ${advice}`,
      );
    }
    await rm(join(folder, claim.name), { force: true });
  }
}

type Claim = {
  readonly name: string;
  readonly machine: string;
  readonly processId: number;
  readonly isAtWork: boolean;
};

async function claimsIn(folder: string, host: Io['host'], now: Date): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const name of await readdir(folder)) {
    const [, machine = '', id = ''] = /^lock-(.*)-(\d+)$/.exec(name) ?? [];
    if (id === '') continue;
    const processId = Number(id);
    const isAtWork =
      machine === host.name ? host.isAlive(processId) : (await ageOf(join(folder, name), now)) < PATIENCE;
    claims.push({ name, machine, processId, isAtWork });
  }
  return claims;
}

/** Who is at work in a folder, or may be: `process 7 of host`; undefined where nobody is, or no folder. */
export async function workerIn(folder: string, host: Io['host']): Promise<string | undefined> {
  const claims = await claimsIn(folder, host, new Date()).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const claim = claims.find(({ isAtWork }) => isAtWork);
  return claim === undefined ? undefined : `process ${claim.processId} of ${claim.machine}`;
}

/** Milliseconds since a claim's last sign of life; endless where it has gone. */
async function ageOf(file: string, now: Date): Promise<number> {
  const claim = await stat(file).catch(() => undefined);
  return claim === undefined ? Infinity : now.getTime() - claim.mtimeMs;
}

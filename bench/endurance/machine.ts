import { readFile } from 'node:fs/promises';

/** Of the clock in `/proc`, in Hz. */
const TICKS = 100;

/** Seconds of processor time that all processes of this machine have taken since it was started. @throws {Error} where there is no /proc */
export async function machineSeconds(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupts + soft) / TICKS;
}

/** The same of one process, its threads among them. @throws {Error} where it has ended */
export async function processSeconds(id: number): Promise<number> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8');
  // The name, in brackets, may hold anything.
  const fields = stat.replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

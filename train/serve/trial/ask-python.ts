import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { checkoutFile } from './trainer.ts';

/**
 * Runs one of the Python files beside this one.
 * @param input all of its standard input
 * @returns all that it printed
 * @throws {Error} where it ends with anything but 0
 */
export async function askPython(
  python: string,
  name: string,
  given: readonly string[],
  input: string,
): Promise<string> {
  const script = checkoutFile('train', 'serve', 'trial', name);
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python, [script, ...given], { env: environment });
  const ended = once(child, 'close') as Promise<[number | null]>;
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [printed, notes] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${notes.slice(-2000)}`);
  return printed;
}

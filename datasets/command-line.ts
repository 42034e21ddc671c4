import { Command as Program } from 'commander';
import type * as z from 'zod';
import { InputError, type Command } from './command.ts';

/** A command's name, arguments and options as commander reads them; it throws instead of ending the process. */
export function programOf(command: Command): Program {
  const program = new Program(command.name.split(' ').at(-1)).description(command.summary).exitOverride();
  for (const { flags, description } of command.arguments ?? []) program.argument(flags, description);
  for (const { flags, description } of command.options) program.option(flags, description);
  return program;
}

/**
 * What a command's `run` takes, out of what commander has read.
 * @throws {InputError} that names options and arguments as the user types them
 */
export function checkedOptions<Schema extends z.ZodType>(
  command: Command<Schema>,
  program: Program,
): z.output<Schema> {
  const parsed = command.schema.safeParse({ ...program.opts(), arguments: program.args });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => typedName(command, path) + message);
  throw new InputError(`${issues.join('; ')}. See \`inftool ${command.name} --help\`.`);
}

/** An option or argument as the user types it, from its place in the parsed options; empty for all of them together. */
function typedName(command: Pick<Command, 'arguments'>, [key, position]: readonly PropertyKey[]): string {
  if (key === undefined) return '';
  const argument = key === 'arguments' ? command.arguments?.[Number(position)]?.flags : undefined;
  return `${argument ?? `--${String(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`}: `;
}

import { parse } from 'shell-quote';
import { InputError } from '../command.ts';
import { packageVersion } from '../package-version.ts';
import { normalizeSchema, Notes, tidy } from './normalize-schema.ts';
import type { ToolSpec } from './tool-spec.ts';

/** Milliseconds that a server has to start and to answer. */
const PATIENCE = 60_000;

/**
 * The tools of an MCP server that is started for it and stopped again. Its name is both service and domain.
 * @param commandLine program and arguments as in a shell, which it never reaches: no pipes, no variables
 * @throws {InputError} for a command line that is none, and a server that cannot be started or does not answer
 */
export async function readMcpServer(commandLine: string): Promise<ToolSpec[]> {
  const [command, ...given] = partsOf(commandLine);
  // Loaded here: most users of this room read no specs.
  const { Client } = await import('@modelcontextprotocol/client');
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  const client = new Client({ name: 'inftool', version: packageVersion() });
  try {
    const transport = new StdioClientTransport({ command, args: given, stderr: 'ignore' });
    await client.connect(transport, { timeout: PATIENCE });
    const { tools } = await client.listTools(undefined, { timeout: PATIENCE });
    const service = (client.getServerVersion()?.name ?? command).replaceAll(/[^\w-]+/g, '-');
    return tools.map(({ name, description = '', inputSchema, outputSchema }) => {
      const notes = new Notes();
      return {
        id: `${service}#${name}`,
        name,
        description: tidy(description),
        domain: service,
        service,
        parameters: normalizeSchema(inputSchema, notes, 'arguments'),
        returns: outputSchema === undefined ? null : normalizeSchema(outputSchema, notes, 'answer'),
        origin: commandLine,
        notes: notes.list(),
      };
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${commandLine}: expected a command that starts an MCP server on its standard input and output (${reason}).`,
      {
        cause: error,
      },
    );
  } finally {
    await client.close();
  }
}

function partsOf(commandLine: string): [string, ...string[]] {
  const parts = parse(commandLine, (name) => `$${name}`);
  const texts = parts.filter((part) => typeof part === 'string');
  const [command, ...given] = texts;
  if (command === undefined || texts.length < parts.length) {
    throw new InputError(`${commandLine}: expected a program and its arguments, without pipes and the like.`);
  }
  return [command, ...given];
}

import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport, Server } from '@modelcontextprotocol/server';
import { packageVersion, type ToolSpec } from '../../datasets/index.ts';
import type { ServerSimulator } from './simulator.ts';

/** A tool as an MCP server lists it. */
type ListedTool = {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: ToolSpec['parameters'];
};

/** What a tool answered: text that a model reads. */
type ToolAnswer = { readonly text: string; readonly isError: boolean };

/** An assistant's side of a conversation with an MCP server. */
export type McpSession = {
  listTools(): Promise<readonly ListedTool[]>;
  callTool(name: string, argumentsGiven: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  close(): Promise<void>;
};

/** Serves a simulator over MCP in this process and connects a client to it. */
export async function openMcpSession(simulator: ServerSimulator): Promise<McpSession> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the other class checks arguments itself, before the simulator can
  const server = new Server(
    { name: 'inftool-simulator', version: packageVersion() },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler('tools/list', () => ({ tools: simulator.tools.map(listed) }));
  server.setRequestHandler('tools/call', ({ params }) => {
    const result = simulator.call(params.name, params.arguments ?? {});
    const text = result.isError ? result.message : JSON.stringify(result.answer);
    return { content: [{ type: 'text', text }], isError: result.isError };
  });
  await server.connect(serverSide);
  const client = new Client({ name: 'inftool-assistant', version: packageVersion() });
  await client.connect(clientSide);
  return sessionOf(client);
}

function listed({ name, description, parameters }: ToolSpec) {
  // As on the wire: JSON has no keys without a value.
  const inputSchema = JSON.parse(JSON.stringify(parameters)) as { type: 'object' };
  return { name, description, inputSchema };
}

function sessionOf(client: Client): McpSession {
  return {
    async listTools() {
      const { tools } = await client.listTools();
      return tools.map(({ name, description = '', inputSchema }) => ({
        name,
        description,
        inputSchema: inputSchema as ToolSpec['parameters'],
      }));
    },
    async callTool(name, argumentsGiven) {
      const { content, isError } = await client.callTool({ name, arguments: argumentsGiven });
      const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return { text: texts.join('\n'), isError: isError === true };
    },
    close: () => client.close(),
  };
}

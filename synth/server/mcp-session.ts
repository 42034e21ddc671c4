import type { Client } from '@modelcontextprotocol/client';
import { packageVersion, type ToolSpec } from '../../datasets/index.ts';
import type { CallResult } from './simulator.ts';

/** What answers calls behind a session: the simulator, or a player of its role. */
export type ToolServer = {
  readonly tools: readonly ToolSpec[];
  /** @param argumentsGiven an object, fitting the tool or not */
  call(name: string, argumentsGiven: Readonly<Record<string, unknown>>): CallResult | Promise<CallResult>;
};

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

/** Milliseconds: a server that a model plays takes its time, and has limits of its own. */
const PATIENCE = 2 ** 31 - 1;

let ownVersion: string | undefined;

/** Serves tools over MCP in this process and connects a client to them. What `call` throws rejects the call. */
export async function openMcpSession(toolServer: ToolServer): Promise<McpSession> {
  // Loaded here: most users of this room play no conversation.
  const { Client } = await import('@modelcontextprotocol/client');
  const { InMemoryTransport, Server } = await import('@modelcontextprotocol/server');
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  ownVersion ??= packageVersion();
  // The other class checks arguments itself, before the tool server can.
  const server = new Server(
    { name: 'inftool-simulator', version: ownVersion },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler('tools/list', () => ({ tools: toolServer.tools.map(listed) }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const result = await toolServer.call(params.name, params.arguments ?? {});
    return { content: [{ type: 'text', text: answerText(result) }], isError: result.isError };
  });
  await server.connect(serverSide);
  const client = new Client({ name: 'inftool-assistant', version: ownVersion });
  await client.connect(clientSide);
  return sessionOf(client);
}

/** What the client reads of a result. */
export function answerText(result: CallResult): string {
  return result.isError ? result.message : JSON.stringify(result.answer);
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
      const { content, isError } = await client.callTool(
        { name, arguments: argumentsGiven },
        { timeout: PATIENCE },
      );
      const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return { text: texts.join('\n'), isError: isError === true };
    },
    close: () => client.close(),
  };
}

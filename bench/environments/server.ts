import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
  type Tool,
} from '@modelcontextprotocol/server';
import { InputError, packageVersion } from '../../datasets/index.ts';
import { DecodeError } from '../../graders/index.ts';
import { ModelFault } from '../models/model.ts';
import { exactArguments } from './messages.ts';
import { Session, type Opening } from './session.ts';

/** Environments that can be served; every connection gets fresh ones. */
export type Stage = Opening & { readonly tools: readonly Tool[]; readonly instructions: string };

const stateResource = {
  uri: 'inftool://state',
  name: 'state',
  description: 'The state of this session: attributes by environment, as JSON',
  mimeType: 'application/json',
};

/* eslint-disable @typescript-eslint/no-deprecated -- the class above it would hold arguments to schemas; the official executor does not */
/** One session over MCP. It is to be connected to a transport whose messages come from `readMessage`. */
export function environmentServer({ tools, instructions, ...opening }: Stage): Server {
  const session = new Session(opening);
  const server = new Server(
    { name: 'inftool', version: packageVersion() },
    { capabilities: { tools: {}, resources: {} }, instructions },
  );
  server.setRequestHandler('tools/list', () => ({ tools: [...tools] }));
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq: { signal } }) => {
    const { text, isFailure } = await call(session, params.name, params.arguments, signal);
    return { content: [{ type: 'text', text }], ...(isFailure ? { isError: true } : {}) };
  });
  server.setRequestHandler('resources/list', () => ({ resources: [stateResource] }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }, { mcpReq: { signal } }) => {
    if (uri !== stateResource.uri) throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType: stateResource.mimeType, text: await stateOf(session, signal) }] };
  });
  return server;
}

async function stateOf(session: Session, signal: AbortSignal): Promise<string> {
  try {
    return await session.state(signal);
  } catch (error) {
    // A file tree may hold itself.
    if (error instanceof DecodeError) throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
    throw error;
  }
}

async function call(session: Session, name: string, given: unknown, signal: AbortSignal) {
  const { values, size } = exactArguments(given);
  if (typeof values === 'string') return { text: `Error during execution: ${values}`, isFailure: true };
  const result = await session.call(name, values, size, signal).catch((error: unknown) => {
    if (!(error instanceof ModelFault || error instanceof InputError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
  });
  if (result === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
  return result;
}

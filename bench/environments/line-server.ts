import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Io } from '../../datasets/index.ts';
import { LineTransport } from './line-transport.ts';
import { environmentServer, type Stage } from './server.ts';

/** MCP over standard input and output, one session, until no more input comes. */
export async function serveLines(stage: Stage, io: Pick<Io, 'stdin' | 'stdout' | 'stderr'>): Promise<void> {
  const transport = new LineTransport(io);
  const connection = serveStdio(() => environmentServer(stage), {
    transport,
    onerror: (error) => void io.stderr.write(`inftool: ${error.message}\n`),
  });
  await transport.ended;
  await connection.close();
}

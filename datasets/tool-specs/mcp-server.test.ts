import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../command.ts';
import { packageRoot } from '../package-root.ts';
import { readMcpServer } from './mcp-server.ts';

const library = (name: string) =>
  pathToFileURL(join(packageRoot(import.meta.url), 'node_modules/@modelcontextprotocol/server/dist', name))
    .href;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool mcp-'));
  await writeFile(
    join(root, 'server.mjs'),
    `import { Server } from ${JSON.stringify(library('index.mjs'))};
import { StdioServerTransport } from ${JSON.stringify(library('stdio.mjs'))};
const server = new Server({ name: 'boat house/1', version: '1' }, { capabilities: { tools: {} } });
const inputSchema = { type: 'object', properties: { boat: { type: ['string', 'null'] } }, required: ['boat'] };
server.setRequestHandler('tools/list', () => ({ tools: [{ name: 'hire', description: 'Hires\\n a boat', inputSchema }] }));
await server.connect(new StdioServerTransport());
`,
  );
});
afterAll(() => rm(root, { recursive: true }));

test('tools of a server that is started for it', async () => {
  const commandLine = `"${process.execPath}" '${join(root, 'server.mjs')}'`;
  expect(await readMcpServer(commandLine)).toEqual([
    {
      id: 'boat-house-1#hire',
      name: 'hire',
      description: 'Hires a boat',
      domain: 'boat-house-1',
      service: 'boat-house-1',
      parameters: { type: 'object', properties: { boat: { type: 'string' } }, required: ['boat'] },
      returns: null,
      origin: commandLine,
      notes: [],
    },
  ]);
});

test.each([
  ['', /expected a program/],
  ['cat x | sh', /without pipes/],
  ['no-such-program-of-mine', /expected a command that starts an MCP server.*ENOENT/],
  [`"${process.execPath}" -e 0`, /expected a command that starts an MCP server/],
])('%s is bad input', async (commandLine, message) => {
  await expect(readMcpServer(commandLine)).rejects.toThrow(InputError);
  await expect(readMcpServer(commandLine)).rejects.toThrow(message);
});

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { detachedIo, InputError } from '../../datasets/index.ts';
import { LlamaServer, modesOf, readProps, type ServerOptions } from './llama-server.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-llama-server-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const io = detachedIo({ environment: { PATH: path.dirname(process.execPath) } });
const unending = new AbortController().signal;

function propsWith(takesTools: boolean) {
  return {
    chat_template: '{{ messages }}',
    chat_template_caps: { supports_tools: takesTools, supports_tool_calls: takesTools },
    build_info: 'b1-abc',
    total_slots: 2,
  };
}

/** A program in place of llama-server. */
async function optionsFor(program: string): Promise<ServerOptions> {
  const binary = path.join(folder, 'llama-server');
  await writeFile(binary, `#!${process.execPath}\n${program}`);
  await chmod(binary, 0o755);
  const log = path.join(folder, 'server.log');
  return { binary, model: 'model.gguf', alias: 'model', context: 512, log };
}

/** Says its flags, loads for a moment, then answers. */
const wellBehaved = `
const flags = process.argv.slice(2);
console.log(process.pid, flags.join(' '));
const ready = Date.now() + 400;
require('node:http').createServer((request, response) => {
  const isReady = Date.now() > ready;
  response.statusCode = isReady ? 200 : 503;
  response.end(JSON.stringify(request.url === '/props' ? ${JSON.stringify(propsWith(true))} : {}));
}).listen(Number(flags[flags.indexOf('--port') + 1]), '127.0.0.1');
`;

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

test('a template that takes no tools leaves function calling out', () => {
  expect(modesOf(readProps(propsWith(false)))).toEqual(['prompt']);
  expect(modesOf(readProps(propsWith(true)))).toEqual(['prompt', 'fc']);
});

test('a server that does not tell what its template can do is bad input', () => {
  expect(() => readProps({ ...propsWith(true), chat_template_caps: undefined })).toThrow(InputError);
});

test('a server is used when it has loaded its model, and is gone when it is stopped', async () => {
  const options = await optionsFor(wellBehaved);
  const server = await LlamaServer.start(options, io, unending);
  const said = await readFile(options.log, 'utf8');
  const processId = Number.parseInt(said, 10);
  try {
    expect(server.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(modesOf(await server.props(unending))).toEqual(['prompt', 'fc']);
    expect(said).toContain('--model model.gguf --alias model');
    expect(said).toContain('--parallel 1 --ctx-size 512');
    expect(isAlive(processId)).toBe(true);
  } finally {
    await server.stop();
  }
  expect(isAlive(processId)).toBe(false);
});

test('a server that ends before it has loaded its model is bad input, with its last words', async () => {
  const options = await optionsFor(`console.error('no such model'); process.exit(3);`);
  await expect(LlamaServer.start(options, io, unending)).rejects.toThrow(/ended \(3\)[^]*no such model/);
});

test('processors without its instructions are named', async () => {
  const options = await optionsFor(`process.kill(process.pid, 'SIGILL');`);
  await expect(LlamaServer.start(options, io, unending)).rejects.toThrow(/AVX-512.*--server/);
});

test('a server that is not there is bad input', async () => {
  const options = { ...(await optionsFor('')), binary: path.join(folder, 'none') };
  await expect(LlamaServer.start(options, io, unending)).rejects.toThrow(InputError);
});

test('a wait that is interrupted leaves no server behind', async () => {
  const options = await optionsFor(`console.log(process.pid); setInterval(() => undefined, 1000);`);
  const stop = new AbortController();
  const starting = LlamaServer.start(options, io, stop.signal);
  const processId = vi.waitFor(
    async () => {
      const said = Number.parseInt(await readFile(options.log, 'utf8'), 10);
      expect(isAlive(said)).toBe(true);
      stop.abort();
      return said;
    },
    { timeout: 10_000 },
  );
  await expect(starting).rejects.toThrow(/abort/);
  expect(isAlive(await processId)).toBe(false);
});

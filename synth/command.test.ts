import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, InputError } from '../datasets/index.ts';
import { synthCommand } from './command.ts';

let root = '';
let shown = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-synth-'));
  shown = '';
});
afterEach(() => rm(root, { recursive: true }));

function run(options: object): Promise<number> {
  const told = (text: string) => void (shown += text);
  const io = detachedIo({ workingDirectory: root, told });
  return synthCommand.run(synthCommand.schema.parse({ out: 'out', dataDir: 'none', ...options }), io);
}

test('trajectories are played, verified and shown', async () => {
  expect(await run({ count: 6, heldOut: 6, show: 1 })).toBe(0);
  expect(shown).toMatch(/ {2}user {7}[^]*Not audited against BFCL[^]*tasks in .*training\.jsonl\n/);
});

test('a model that gives no answer is told by the exit code', async () => {
  const code = await run({ count: 1, kinds: ['single'], user: 'm', baseUrl: 'http://127.0.0.1:9/v1' });
  expect(code).toBe(1);
}, 60_000);

async function specOf(name: string, paths: object): Promise<string> {
  const file = join(root, name);
  await writeFile(file, JSON.stringify({ openapi: '3.0.3', info: { title: 'Boats', version: '1' }, paths }));
  return file;
}
const stop = { '/stop': { post: { operationId: 'stop', responses: { 200: { description: 'Done.' } } } } };

test('nothing kept is told by the exit code', async () => {
  const server = createServer((_, response) => {
    const choice = { index: 0, message: { role: 'assistant', content: 'No.' }, finish_reason: 'stop' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'm', choices: [choice] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  expect(await run({ count: 1, kinds: ['single'], assistant: 'm', baseUrl })).toBe(1);
  expect(shown).not.toContain('infrastructure');
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['no operations', {}, { count: 1 }, /expected specs with an operation, got none/],
  ['one domain', stop, { count: 1, kinds: ['single'], heldOut: 1 }, /expected a domain that can be held out/],
  [
    'no values',
    stop,
    { count: 1, kinds: ['missing_parameter'] },
    /No missing parameter scenario .* got 1 for/,
  ],
])('specs of %s are bad input, and leave no folder', async (_, paths, options, message) => {
  const specs = [await specOf('boats.json', paths)];
  const running = run({ specs, ...options });
  await expect(running).rejects.toThrow(InputError);
  await expect(running).rejects.toThrow(message);
  expect(existsSync(join(root, 'out'))).toBe(false);
});

test.each([
  ['nothing to play', { count: 0 }, /nothing to play: expected --count or --held-out/],
  ['a model without an endpoint', { server: 'm' }, /there is no endpoint/],
  ['specs that are not there', { specs: ['nowhere'] }, /nowhere/],
])('%s is bad input, and leaves no folder', async (_, options, message) => {
  await expect(run(options)).rejects.toThrow(message);
  expect(existsSync(join(root, 'out'))).toBe(false);
});

test('a file is no folder to write to', async () => {
  await writeFile(join(root, 'out'), '');
  await expect(run({ count: 1 })).rejects.toThrow(/expected a folder that can be written/);
});

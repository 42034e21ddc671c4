import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { environmentClass } from '../../graders/index.ts';
import { serveLines } from './line-server.ts';
import { MESSAGE_LIMIT } from './messages.ts';
import { undocumentedTools } from './tool-list.ts';

const type = environmentClass('TicketAPI');
const stage = {
  task: { id: 'x', classes: ['TicketAPI'], configuration: new Map(), path: [], isLongContext: false },
  surroundings: { today: { year: 2026, month: 3, day: 4 }, longContext: new Map() },
  tools: type === undefined ? [] : undocumentedTools(type),
  instructions: '',
};

/** What is answered to chunks of input, by the ids of the answers. */
async function answersTo(chunks: readonly (string | Uint8Array)[]): Promise<Map<unknown, unknown>> {
  let written = '';
  const sink = { isTerminal: false, columns: undefined };
  await serveLines(stage, {
    stdin: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
    stdout: { ...sink, write: (text) => Promise.resolve(void (written += text)) },
    stderr: { ...sink, write: () => Promise.resolve() },
  });
  const lines = written.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const { id, result, error } = JSON.parse(line) as Record<string, unknown>;
      return [id, result ?? error];
    }),
  );
}

const initialize =
  '{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}}\n{"jsonrpc": "2.0", "method": "notifications/initialized"}\n';
const login = (id: number, name: string) =>
  `{"jsonrpc": "2.0", "id": ${id}, "method": "tools/call", "params": {"name": "ticket_login", "arguments": {"username": "${name}", "password": "p"}}}\n`;
const read =
  '{"jsonrpc": "2.0", "id": 9, "method": "resources/read", "params": {"uri": "inftool://state"}}\n';
const loggedIn = { content: [{ type: 'text', text: '{"success": true}' }] };

test('all that came before the end of the input is answered', async () => {
  const answers = await answersTo([initialize + login(1, 'mia') + read]);
  expect(answers.get(1)).toEqual(loggedIn);
  expect(JSON.stringify(answers.get(9))).toContain('\\"current_user\\": \\"mia\\"');
});

test('characters and lines may be cut anywhere, and the last line may lack its end', async () => {
  const bytes = Buffer.from(`${initialize}\n\r\n${login(1, 'Zoë 😀')}${read.trimEnd()}`);
  const answers = await answersTo(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  expect(answers.get(1)).toEqual(loggedIn);
  expect(JSON.stringify(answers.get(9))).toContain('Zo\\\\u00eb \\\\ud83d\\\\ude00');
});

test.each<[string, string, unknown, number]>([
  ['no JSON', 'oops', null, -32_700],
  ['a batch', '[{"jsonrpc": "2.0", "id": 5, "method": "ping"}]', null, -32_600],
  ['no message', '{"id": 5, "method": 5}', 5, -32_600],
  ['another version', '{"jsonrpc": "1.0", "id": "five", "method": "ping"}', 'five', -32_600],
  ['a line that is too long', `"${'x'.repeat(MESSAGE_LIMIT)}"`, null, -32_600],
  ['a depth that is no JSON', '['.repeat(1_000_000), null, -32_700],
  ['an unknown method', '{"jsonrpc": "2.0", "id": 5, "method": "tools/destroy"}', 5, -32_601],
  ['an unknown resource', read.replace('state', 'files').replace('9', '5'), 5, -32_602],
])('%s is answered, and the session goes on', async (_, line, id, code) => {
  const answers = await answersTo([initialize, `${line}\n`, login(1, 'mia')]);
  expect(answers.get(id)).toMatchObject({ code });
  expect(answers.get(1)).toEqual(loggedIn);
});

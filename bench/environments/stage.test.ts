import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedIo, InputError } from '../../datasets/index.ts';
import { openStage, type StageOptions } from './stage.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-stage-'));
  const files = {
    'list.json': '[]',
    'broken.json': '{"MathAPI":',
    'other.json': '{"TicketAPI": {}}',
    'number.json': '{"MessageAPI": 5}',
    'root.json': '{"GorillaFileSystem": {"root": {"a": {"type": "directory", "contents": {"b": {}}}}}}',
    'shop.json': '{"TicketAPI": {"ticket_counter": 7}}',
    'own.jsonl': `${JSON.stringify({ id: 'own_1', tools: [{ name: 'f', parameters: { type: 'object', properties: {} } }], expect: 'no_call' })}\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

const told: string[] = [];
function open(options: Partial<StageOptions>) {
  const io = detachedIo({
    workingDirectory: folder,
    told: (text, stream) => {
      if (stream === 'stderr') told.push(text);
    },
  });
  const today = { year: 2026, month: 1, day: 9 };
  return openStage({ longContext: false, today, dataDir: path.join(folder, 'data'), ...options }, io);
}

test.each<[Partial<StageOptions>, RegExp]>([
  [{}, /--environment or --task, one of them. Environments: GorillaFileSystem, MathAPI/],
  [{ environment: ['MathAPI'], task: 'x' }, /one of them/],
  [{ environment: ['Math'] }, /no environment "Math"\. Environments: .*MathAPI/],
  [{ environment: ['constructor'] }, /no environment "constructor"/],
  [{ environment: ['MathAPI'], config: 'nowhere.json' }, /Cannot read the configurations .*ENOENT/],
  [{ environment: ['MathAPI'], config: 'list.json' }, /expected a JSON object of configurations/],
  [{ environment: ['MathAPI'], config: 'broken.json' }, /broken\.json: expected a JSON object/],
  [{ environment: ['MathAPI'], config: 'other.json' }, /by environment \(MathAPI\), got "TicketAPI"/],
  [{ environment: ['MessageAPI'], config: 'number.json' }, /MessageAPI: expected an object of attributes/],
  [
    { environment: ['GorillaFileSystem'], config: 'root.json' },
    /of GorillaFileSystem does not fit: KeyError/,
  ],
  [{ task: 'own_2', suite: 'own.jsonl' }, /no task "own_2"/],
  [{ task: 'own_1', suite: 'own.jsonl' }, /own_1 is played in no environment/],
])('%j is bad input', async (options, message) => {
  await expect(open(options)).rejects.toThrow(InputError);
  await expect(open(options)).rejects.toThrow(message);
});

test('without data tools are listed all the same, and it is said', async () => {
  const { tools, instructions, task } = await open({ environment: ['TicketAPI'], config: 'shop.json' });
  expect(tools.map(({ name }) => name)).toContain('create_ticket');
  expect(told.join('')).toMatch(/no BFCL data here.*inftool data pull/);
  expect(instructions).toMatch(/^TicketAPI of .*Today is 2026-01-09\./);
  expect(task.configuration.get('TicketAPI')).toEqual(new Map([['ticket_counter', 7n]]));
});

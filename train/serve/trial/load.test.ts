import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOwnSuite } from '../../../datasets/index.ts';
import { answersTo, type Answer } from './answers.ts';
import { honestReply, lyingServer, type Reply } from './lying-server.ts';
import { Load, type Phase } from './load.ts';

type Asked = Parameters<Parameters<typeof lyingServer>[0]>[0];

describe('answers to tasks', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'inftool-answers-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('are a right and a wrong one each, wrong in four ways', async () => {
    const parameters = {
      type: 'object',
      properties: { times: { type: 'integer' }, where: { type: 'string' } },
      required: ['times'],
    };
    const tools = [{ name: 'ring', parameters }];
    const messages = [{ role: 'user', content: 'Ring!' }];
    const possible_answers = [{ ring: { times: [3], where: ['', 'door'] } }];
    const lines = ['a', 'b', 'c', 'd'].map((id) => JSON.stringify({ id, tools, messages, possible_answers }));
    const file = path.join(folder, 'tasks.jsonl');
    await writeFile(file, lines.join('\n'));
    const suite = await openOwnSuite(file);
    const answers = await answersTo(suite, suite.categories[0]?.name ?? '', 1);
    const of = (isRight: boolean) => answers.filter((answer) => answer.isRight === isRight);
    expect(
      of(true)
        .map((answer) => answer.task_id)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
    expect(of(true).every(({ result }) => result.startsWith('[ring(times=3'))).toBe(true);
    const wrong = of(false).sort((a, b) => a.task_id.localeCompare(b.task_id));
    expect(wrong.map(({ task_id }) => task_id)).toEqual(['a', 'b', 'c', 'd']);
    expect(new Set(wrong.map(({ result }) => result)).size).toBe(4);
    expect(await answersTo(suite, suite.categories[0]?.name ?? '', 1)).toEqual(answers);
  });
});

const answer = (isRight: boolean): Answer => ({ category: 'c', task_id: 't', result: 'r', isRight });

/** Answers that are worth nothing, as honest replies have it for the first of a batch. */
const worthless = [answer(false)];

async function under(
  reply: (asked: Asked, before: number) => Reply | undefined,
  use: (load: Load) => Promise<Phase>,
  answers: readonly Answer[] = worthless,
): Promise<Phase> {
  const server = await lyingServer(reply);
  try {
    return await use(new Load(server.url, answers));
  } finally {
    server.close();
  }
}

const honest = (asked: Asked): Reply => ({ body: JSON.stringify(honestReply(asked)) });

describe('a load', () => {
  test('has as many callers, requests and rewards as it is told, each item under an id of its own', async () => {
    const ids: string[] = [];
    const reply = (asked: Asked) => {
      ids.push(...asked.items.map(({ id }) => id));
      return honest(asked);
    };
    const phase = await under(reply, (load) => load.callers(5, 4));
    expect(phase).toMatchObject({ requests: 20, rewards: 20, faults: [] });
    expect(phase.latencies).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test('asks at its rate, whether or not replies are there', async () => {
    const phase = await under(honest, (load) => load.openLoop(2, 100, 0.2));
    expect(phase).toMatchObject({ requests: 10, rewards: 20, faults: [] });
  });

  test.each<[string, (asked: Asked) => Reply | undefined, RegExp]>([
    ['a refusal', () => ({ status: 503, body: 'busy' }), /^503: busy$/],
    ['a connection that breaks off', () => undefined, /hang up|ECONNRESET/],
    ['another reward than the answer is worth', honest, /^reward 0 for /],
    [
      'a reward too few',
      (asked) => ({ body: JSON.stringify({ ...honestReply(asked), items: [] }) }),
      /^0 rewards for 1/,
    ],
    ['no JSON', () => ({ body: 'no' }), /^no JSON/],
  ])('counts %s as a fault, without a reward', async (_, reply, fault) => {
    const phase = await under(reply, (load) => load.callers(1, 1), [answer(true)]);
    expect(phase).toMatchObject({ requests: 1, rewards: 0 });
    expect(phase.faults).toHaveLength(1);
    expect(phase.faults[0]).toMatch(fault);
  });
});

import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lies, lyingServer } from './lying-server.ts';
import { Served } from './served.ts';
import { train, type Item, type Told } from './trainer.ts';

/** What was seen of one fault. */
export type Seen = {
  readonly did: string;
  readonly told: readonly Told[];
  /** Items in the journal; null where there is none. */
  readonly entered: number | null;
  readonly isAsDocumented: boolean;
};

type Place = { readonly root: string; readonly suite: string };

/** @returns batches of right and wrong answers to the task, and what each is worth */
function work(batches: number, size: number) {
  const items: Item[][] = [];
  const rewards: number[][] = [];
  for (let batch = 0; batch < batches; batch++) {
    const isRight = (place: number) => (batch + place) % 3 === 0;
    const places = Array.from({ length: size }, (_, place) => place);
    items.push(
      places.map((place) => ({
        id: `${batch}-${place}`,
        task_id: 'ring',
        result: isRight(place) ? '[ring(times=3)]' : 'No.',
      })),
    );
    rewards.push(places.map((place) => Number(isRight(place))));
  }
  return { items, rewards };
}

function isRewarded(told: readonly Told[], rewards: readonly (readonly number[])[]): boolean {
  return (
    JSON.stringify(told.map((one) => ('rewards' in one ? one.rewards : one.raised))) ===
    JSON.stringify(rewards)
  );
}

function isRaised(told: readonly Told[], raised: string, status?: number): boolean {
  const last = told.at(-1);
  return (
    last !== undefined &&
    'raised' in last &&
    last.raised === raised &&
    (status === undefined || last.status === status)
  );
}

async function withServer(
  { root, suite }: Place,
  name: string,
  given: readonly string[],
  use: (served: Served) => Promise<Seen>,
  token = '',
): Promise<Seen> {
  const served = await Served.start(['--suite', suite, ...given], path.join(root, name), token);
  try {
    return await use(served);
  } finally {
    await served.end('SIGKILL');
  }
}

const [BATCHES, SIZE] = [8, 2000];

async function killedAndBack(place: Place): Promise<Seen> {
  const { items, rewards } = work(BATCHES, SIZE);
  return withServer(place, 'killed', [], async (served) => {
    let back: Promise<Served> | undefined;
    const told = await train({ url: served.url, run_id: 'r', patience: 30 }, items, (_, batch) => {
      if (batch === 1)
        back = pause(30).then(async () => {
          await served.end('SIGKILL');
          return served.again();
        });
    });
    const journal = await served.journal();
    const wasRetried = told.some(({ seconds }) => seconds > 0.1);
    await (await back)?.end('SIGKILL');
    const isWhole = items.flat().every(({ id }, n) => journal.get(id) === rewards.flat()[n]);
    return {
      did: `server killed -9 in the middle of ${BATCHES} batches of ${SIZE}, started again`,
      told,
      entered: journal.size,
      isAsDocumented: isRewarded(told, rewards) && isWhole && journal.size === BATCHES * SIZE && wasRetried,
    };
  });
}

async function killedForGood(place: Place): Promise<Seen> {
  const { items } = work(BATCHES, SIZE);
  return withServer(place, 'gone', [], async (served) => {
    const client = { url: served.url, run_id: 'r', timeout: 5, patience: 2 };
    const told = await train(client, items, (_, batch) => {
      if (batch === 0) void served.end('SIGKILL');
    });
    const isInTime = (told.at(-1)?.seconds ?? Infinity) < client.timeout + client.patience;
    const did = `server killed -9, not started again, patience ${client.patience} s`;
    const entered = (await served.journal()).size;
    return { did, told, entered, isAsDocumented: isRaised(told, 'RewardUnavailable') && isInTime };
  });
}

async function frozen(place: Place): Promise<Seen> {
  const { items, rewards } = work(2, 50);
  return withServer(place, 'frozen', [], async (served) => {
    served.child.kill('SIGSTOP');
    const thawed = pause(2000).then(() => served.child.kill('SIGCONT'));
    const told = await train({ url: served.url, run_id: 'r', timeout: 0.5, patience: 30 }, items);
    await thawed;
    const entered = (await served.journal()).size;
    const did = 'server slow: stopped for 2 s, attempts of 0.5 s';
    return { did, told, entered, isAsDocumented: isRewarded(told, rewards) && entered === 100 };
  });
}

async function wrongToken(place: Place): Promise<Seen> {
  const use = async (served: Served): Promise<Seen> => {
    const told = await train({ url: served.url, run_id: 'r', token: 'wrong' }, work(1, 5).items);
    const entered = (await served.journal()).size;
    const isAsDocumented = isRaised(told, 'RewardRefused', 401) && entered === 0;
    return { did: 'wrong token', told, entered, isAsDocumented };
  };
  return withServer(place, 'token', [], use, 'right');
}

async function oversized(place: Place): Promise<Seen> {
  return withServer(place, 'large', ['--body-limit', '0.01'], async (served) => {
    const one = { id: 'large', task_id: 'ring', result: 'x'.repeat(20_000_000) };
    const told = await train({ url: served.url, run_id: 'r', patience: 5 }, [[one]]);
    const entered = (await served.journal()).size;
    const isAsDocumented = isRaised(told, 'RewardRefused', 413) && entered === 0;
    return { did: 'one item of 20 MB, limit 10 KiB', told, entered, isAsDocumented };
  });
}

async function inParts(place: Place): Promise<Seen> {
  const { items, rewards } = work(1, 1000);
  return withServer(place, 'parts', ['--body-limit', '0.01'], async (served) => {
    const told = await train({ url: served.url, run_id: 'r', patience: 5 }, items);
    const entered = (await served.journal()).size;
    const isAsDocumented = isRewarded(told, rewards) && entered === 1000;
    return { did: '1,000 small items in one batch, limit 10 KiB', told, entered, isAsDocumented };
  });
}

const DRIPPING = 200;

async function dripping(place: Place): Promise<Seen> {
  return withServer(place, 'dripping', ['--time-limit', '3'], async (served) => {
    const { hostname, port } = new URL(served.url);
    const ends = Array.from({ length: DRIPPING }, async () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.write(
        'POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
      );
      const drops = setInterval(() => socket.write(' '), 1000);
      const isCutOff = await Promise.race([closed.then(() => true), pause(10_000, false)]);
      clearInterval(drops);
      socket.destroy();
      return isCutOff;
    });
    const { items, rewards } = work(20, 100);
    const told = await train({ url: served.url, run_id: 'r', patience: 0 }, items);
    const cut = (await Promise.all(ends)).filter((isCutOff) => isCutOff).length;
    const entered = (await served.journal()).size;
    const did = `${DRIPPING} connections of a byte a second beside 20 batches; ${cut} of them cut off, limit 3 s`;
    return {
      did,
      told,
      entered,
      isAsDocumented: isRewarded(told, rewards) && entered === 2000 && cut === DRIPPING,
    };
  });
}

async function otherGrader(place: Place): Promise<Seen> {
  return withServer(place, 'grader', [], async (served) => {
    const client = { url: served.url, run_id: 'r', grader_version: 'another' };
    const told = await train(client, work(1, 5).items);
    const entered = (await served.journal()).size;
    const isAsDocumented = isRaised(told, 'RewardRefused', 409) && entered === 0;
    return { did: 'another grader than the trainer began with', told, entered, isAsDocumented };
  });
}

async function lie(name: string): Promise<Seen> {
  const server = await lyingServer((asked) => ({ body: lies[name]?.(asked) ?? '' }));
  try {
    const client = { url: server.url, run_id: 'r', grader_version: 'a-grader', patience: 5 };
    const told = await train(client, work(1, 5).items);
    const isAsDocumented = isRaised(told, 'RewardRefused', 200) && server.requests() === 1;
    return { did: `a server that answers with ${name}`, told, entered: null, isAsDocumented };
  } finally {
    server.close();
  }
}

/** Every fault, one after the other. */
export async function* faults(place: Place): AsyncGenerator<Seen> {
  const real = [killedAndBack, killedForGood, frozen, wrongToken, oversized, inParts, dripping, otherGrader];
  for (const fault of real) yield await fault(place);
  for (const name of Object.keys(lies)) yield await lie(name);
}

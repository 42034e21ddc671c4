import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { honestReply, lies, lyingServer, type Reply } from './lying-server.ts';
import { train, type ClientOptions } from './trainer.ts';

type Asked = Parameters<Parameters<typeof lyingServer>[0]>[0];

async function against(
  reply: (asked: Asked, before: number) => Reply | undefined,
  { size = 3, batches = 1, ...options }: Partial<ClientOptions> & { size?: number; batches?: number } = {},
) {
  const server = await lyingServer(reply);
  const asked = Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: size }, (_, place) => ({ id: `${batch}-${place}`, task_id: 't', result: '' })),
  );
  const client = { url: server.url, run_id: 'r', timeout: 5, patience: 0.5, ...options };
  try {
    return { told: await train(client, asked), requests: server.requests() };
  } finally {
    server.close();
  }
}

const honest = (asked: Asked): Reply => ({ body: JSON.stringify(honestReply(asked)) });

const version = ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'];
const hasPython = spawnSync('python3', version).status === 0;

describe.skipIf(!hasPython)('the Python client, where python3 is 3.10 or newer', () => {
  test('rewards come back in their order', async () => {
    const { told } = await against(honest, { batches: 2 });
    expect(told).toMatchObject([{ rewards: [0, 0.25, 0.5] }, { rewards: [0, 0.25, 0.5] }]);
  });

  test.concurrent.each(Object.entries(lies))('%s is refused at once', async (_, lie) => {
    const { told, requests } = await against((asked) => ({ body: lie(asked) }), {
      grader_version: 'a-grader',
    });
    expect(told).toMatchObject([{ raised: 'RewardRefused', status: 200 }]);
    expect(requests).toBe(1);
  });

  test.concurrent.each([302, 307, 401, 409, 413, 422, 500])(
    'status %d is refused at once, and no redirect is followed',
    async (status) => {
      const headers = { location: '/v1/score' };
      const { told, requests } = await against(() => ({ status, headers, body: '{}' }), { size: 1 });
      expect(told).toMatchObject([{ raised: 'RewardRefused', status }]);
      expect(requests).toBe(1);
    },
  );

  test.concurrent.each([429, 502, 503, 504])('after status %d it is asked again', async (status) => {
    const { told, requests } = await against((asked, before) =>
      before === 0 ? { status, body: '' } : honest(asked),
    );
    expect(told).toMatchObject([{ rewards: [0, 0.25, 0.5] }]);
    expect(requests).toBe(2);
  });

  test('after a connection that was broken off it is asked again', async () => {
    const { told } = await against((asked, before) => (before === 0 ? undefined : honest(asked)));
    expect(told).toMatchObject([{ rewards: [0, 0.25, 0.5] }]);
  });

  test('a server that keeps asking to be asked again is given up, as is one that is not there', async () => {
    const { told, requests } = await against(() => ({ status: 503, body: '{"error": "busy"}' }));
    expect(told).toMatchObject([
      { raised: 'RewardUnavailable', message: expect.stringContaining('busy') as string },
    ]);
    expect(requests).toBeGreaterThan(1);
    const nobody = { url: 'http://127.0.0.1:1', run_id: 'r', patience: 0.2 };
    expect(await train(nobody, [[{ id: 'a', task_id: 't', result: '' }]])).toMatchObject([
      { raised: 'RewardUnavailable' },
    ]);
  });

  test('a reply that comes drop by drop is no reply', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
      const drops = setInterval(() => socket.write(' '), 50);
      socket.on('close', () => {
        clearInterval(drops);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const told = await train({ url, run_id: 'r', timeout: 0.3, patience: 0.2 }, [
      [{ id: 'a', task_id: 't', result: '' }],
    ]);
    expect(told).toMatchObject([
      { raised: 'RewardUnavailable', message: expect.stringContaining('no whole reply') as string },
    ]);
    server.close();
  });

  test('another grader, or another kind of reward, in the middle of a run is refused', async () => {
    for (const change of [{ grader_version: 'b' }, { reward: 'binary' }]) {
      const { told } = await against(
        (asked, before) => ({ body: JSON.stringify({ ...honestReply(asked), ...(before > 0 && change) }) }),
        { batches: 2 },
      );
      expect(told).toMatchObject([{ rewards: [0, 0.25, 0.5] }, { raised: 'RewardRefused' }]);
    }
  });

  test('a batch that is too large is asked for in parts', async () => {
    const { told, requests } = await against(
      (asked) => (asked.items.length > 2 ? { status: 413, body: '' } : honest(asked)),
      { size: 7 },
    );
    expect(told).toMatchObject([{ rewards: [0, 0, 0.25, 0, 0.25, 0, 0.25] }]);
    expect(requests).toBe(7);
  });
});

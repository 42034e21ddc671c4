import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { generateCommand } from '../generate/command.ts';
import type { ModelProvider } from '../models/provider.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { submitCommand } from './command.ts';
import { failed, FakeCluster, pending, running, succeeded } from './fake-cluster.ts';
import { shardedGenerate } from './sharded-generate.ts';

/** How long a test waits for what is to come, in milliseconds. */
const PATIENCE = 4000;

let root = '';
let shown = '';
let told = '';
let cluster = new FakeCluster(() => []);
let url = '';
const stop = { now: new AbortController() };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-submit-'));
  [shown, told, stop.now] = ['', '', new AbortController()];
  const tasks = Array.from({ length: 5 }, (_, index) => ({
    id: `t${index}`,
    category: 'bells',
    tools: [{ name: 'ring', description: 'Rings.', parameters: { type: 'object', properties: {} } }],
    messages: [{ role: 'user', content: `Ring ${index}!` }],
    possible_answers: [{ ring: {} }],
  }));
  await mkdir(join(root, 'shared'));
  await writeFile(join(root, 'shared', 'tasks.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
});
afterEach(async () => {
  cluster.stop();
  await rm(root, { recursive: true });
});

const provider: ModelProvider = {
  prefix: 'script',
  description: 'name',
  isOurs: false,
  open: (where) =>
    Promise.resolve(
      new ScriptedModel(where, ({ messages, seed }) => ({
        content: `${messages[0]?.content ?? ''} ${seed}`,
        calls: [],
        latency: 1,
      })),
    ),
};

function ioIn(folder: string, name = 'host') {
  const io = detachedIo({
    workingDirectory: folder,
    told: (text, stream) => {
      if (stream === 'stdout') shown += text;
      else told += text;
    },
    interruption: () => stop.now.signal,
  });
  return { ...io, host: { ...io.host, name } };
}

async function started(play: ConstructorParameters<typeof FakeCluster>[0]): Promise<void> {
  cluster = new FakeCluster(play);
  url = await cluster.start();
}

const inner = ['generate', '--model', 'script:m', '--suite', 'tasks.jsonl'];
function submit(options: object = {}, commandLine: readonly string[] = inner): Promise<number> {
  const command = submitCommand([shardedGenerate([provider])], 5);
  const fixed = { ray: url, shards: 2, sharedDir: 'shared', command: 'inftool' };
  return command.run(command.schema.parse({ ...fixed, ...options, arguments: commandLine }), ioIn(root));
}

/** Does what the job is to do, here. */
async function generate(resultDir: string, shard?: string): Promise<number> {
  const command = generateCommand([provider]);
  const options = { model: 'script:m', suite: 'tasks.jsonl', today: '2026-01-01', numThreads: 1 };
  const parsed = command.schema.parse({ ...options, resultDir, shard });
  return command.run(parsed, detachedIo({ workingDirectory: join(root, 'shared') }));
}
const done = async ({ metadata }: { metadata: { folder: string; shard: string } }) => {
  expect(await generate(metadata.folder, metadata.shard)).toBe(0);
  return [pending, running, succeeded];
};

async function treeOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[file.slice(folder.length)] = await readFile(file, 'utf8');
  }
  return files;
}

test('shards done by jobs come to what one process writes', async () => {
  await started(done);
  expect(await submit()).toBe(0);
  expect(shown).toMatch(/m: 5 of 5 tasks answered, out of 2 shards\. Results are in .*result\/m\n$/);
  expect(told).toContain('shard 2/2 runs on node ab12cd34');
  expect(told).toContain('shard 2/2 is done (2 of 2)');
  const job = cluster.submitted.find(({ metadata }) => metadata.shard === '1/2');
  expect(job?.entrypoint_num_cpus).toBe(1);
  expect(job?.entrypoint).toMatch(
    /; then inftool generate --shard 1\/2 .* --today 2026-01-01 --model script/,
  );
  await generate(join(root, 'whole'));
  expect(await treeOf(join(root, 'result'))).toEqual(await treeOf(join(root, 'whole')));
});

test('the same again finds its jobs, whole or not', async () => {
  await started(done);
  await submit();
  expect(await submit({ allowOverwrite: true, json: true })).toBe(0);
  expect(cluster.submitted).toHaveLength(2);
  expect(shown).toContain('"shards":[{"index":1,"restarts":0,"exitCode":0}');
  await expect(submit()).rejects.toThrow('holds something already');
});

test('a job that was cut is submitted again, so many times', async () => {
  const lost = failed(null, {
    message: 'Job supervisor actor died',
    error_type: 'JOB_SUPERVISOR_ACTOR_DIED',
  });
  await started((job) => (job.submission_id.endsWith('-1of2') ? [running, lost] : done(job)));
  expect(await submit({ maxRestarts: 1 })).toBe(0);
  expect(told).toContain('shard 1/2 was cut (Job supervisor actor died): it is submitted again');
  const ids = cluster.submitted.map(({ submission_id: id }) => id.replace(/^.*-(?=\dof)/, ''));
  expect(ids.sort()).toEqual(['1of2', '1of2-r2', '2of2']);
  cluster.stop();
  await rm(join(root, 'result'), { recursive: true });
  await started(() => [failed(70)]);
  expect(await submit({ maxRestarts: 2 })).toBe(1);
  expect(cluster.submitted).toHaveLength(6);
  expect(told).toMatch(
    /was cut \(exit code 70\), for the 3\. time: it is given up\. The end of its log:\n {2}words of .*-r3\n {2}\\u001b\[31mred/,
  );
  expect(told).toContain('Not merged: of 2 shards 1, 2 came to no end');
});

test('a job that found no free place in time is submitted again however often', async () => {
  const late = failed(null, { error_type: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT' });
  let tries = 0;
  await started((job) => (++tries < 5 ? [pending, late] : done(job)));
  expect(await submit({ maxRestarts: 0, shards: 1 })).toBe(0);
  expect(cluster.submitted).toHaveLength(5);
});

test('bad input stops all jobs, with the last words of the one that said so', async () => {
  await started(({ metadata }) => (metadata.shard === '2/2' ? [running, failed(2)] : [running]));
  await expect(submit()).rejects.toThrow(/shard 2\/2 ended with exit code 2, .*\n {2}words of /);
  expect(cluster.stopped.some((id) => id.endsWith('-1of2'))).toBe(true);
});

test('a shard waits while another process is at work in its folder', async () => {
  await started(done);
  await submit();
  const first = cluster.submitted.find(({ metadata }) => metadata.shard === '1/2');
  const claim = join(first?.metadata.folder ?? '', 'm', 'lock-elsewhere-7');
  await writeFile(claim, '');
  cluster.stop();
  await started(done);
  const merged = submit({ allowOverwrite: true });
  await vi.waitFor(() => {
    expect(told).toContain('shard 1/2 waits for process 7 of elsewhere to end');
  }, PATIENCE);
  await rm(claim);
  expect(await merged).toBe(0);
});

test('Ctrl-C leaves the jobs alone, and --stop stops them', async () => {
  await started(() => [running]);
  const watching = submit();
  await vi.waitFor(() => {
    expect(cluster.submitted).toHaveLength(2);
  }, PATIENCE);
  stop.now.abort();
  expect(await watching).toBe(130);
  expect(told).toContain('Interrupted: the jobs go on. The same command again watches');
  expect(cluster.stopped).toEqual([]);
  stop.now = new AbortController();
  expect(await submit({ stop: true })).toBe(0);
  expect(shown).toMatch(/^2 jobs of inftool-generate-\w+ are stopped/);
  expect(cluster.stopped).toHaveLength(2);
});

test('a cluster that fails for a while is asked again', async () => {
  await started(done);
  cluster.faults = 1;
  expect(await submit({ shards: 1 })).toBe(0);
  expect(cluster.submitted).toHaveLength(1);
}, 10_000);

test.each([
  ['the folder', ['--result-dir', 'x'], '--result-dir differ from part to part'],
  ['the shard', ['--shard', '1/2'], '--shard differ'],
  ['an unknown option', ['--modell', 'x'], "unknown option '--modell'"],
  ['a header that tells a key', ['--header', 'X-Key: secret'], "write 'X-Key: ${NAME}'"],
  ['an address that tells a key', ['--base-url', 'http://a:b@c/v1'], 'Set OPENAI_BASE_URL'],
])('%s is refused behind --', async (_, more, message) => {
  await started(done);
  await expect(submit({}, [...inner, ...more])).rejects.toThrow(message);
  expect(cluster.submitted).toEqual([]);
});

test('what is no cluster, no shared folder and no sharded command is told', async () => {
  await started(done);
  await expect(submit({}, ['evaluate'])).rejects.toThrow('evaluate cannot be submitted: expected generate');
  await expect(submit({ sharedDir: 'none' })).rejects.toThrow('expected a folder that is there');
  await expect(submit({ ray: 'ray://head:10001' })).rejects.toThrow(
    "expected the address of a Ray cluster's",
  );
  await expect(submit({ ray: 'http://127.0.0.1:1' })).rejects.toThrow('No Ray cluster answers at');
  const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  await expect(submit({ ray: `http://127.0.0.1:${port}` })).rejects.toThrow('but not as the Jobs API');
  other.close();
});

import { expect, test } from 'vitest';
import { detachedIo, InputError } from '../../datasets/index.ts';
import { treeCommand } from './command.ts';

async function run(options: object): Promise<string> {
  let out = '';
  const io = detachedIo({
    told: (text, stream) => {
      if (stream === 'stdout') out += text;
    },
  });
  await treeCommand.run(treeCommand.schema.parse({ arguments: ['show'], ...options }), io);
  return out;
}

test('shows clusters, merges and how many of everything', async () => {
  const out = await run({});
  expect(out).toMatch(/^Cluster +About +Domains +Tools +Names\n/);
  expect(out).toMatch(/\nKept +Merged into it +Cosine +Parameters\n/);
  expect(out).toMatch(
    /\n\d+ tools read, \d+ merged, \d+ kept in \d+ clusters \(cosine 0\.12, merge 0\.2\)\n/,
  );
  expect(out).toMatch(/\n\d+ domains; held out by seed 1 \(\*\): .+\n$/);
});

test('--json prints the record', async () => {
  expect(JSON.parse(await run({ json: true, seed: '3' }))).toMatchObject({
    record: 'inftool-tool-tree/1',
    seed: 3,
  });
});

test('documents that are not there are bad input', async () => {
  await expect(run({ specs: ['nowhere'] })).rejects.toThrow(InputError);
});

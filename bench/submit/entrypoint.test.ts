import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entrypointOf, folderOf, jobIdOf, openSubmission } from './submission.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool submit-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Says what it is told. */
const program = "printf '%s\\0'";
const order = (commandLine: readonly string[]) => ({
  sharedDir: root,
  shards: 2,
  cpus: 1,
  program,
  commandLine,
});
const what = { fixed: ['--today', '2026-01-02'], version: '1' };
const shell = (line: string) => spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });

test('a node’s shell hands every option over as it is', async () => {
  const text = fc.stringMatching(/^[^\0\r]*$/);
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 4 }), async (options) => {
      const submission = await openSubmission(order(['generate', ...options]), what);
      const { stdout } = shell(entrypointOf(submission, 2, '--result-dir'));
      const part = ['--shard', '2/2', '--result-dir', folderOf(submission, 2), '--today', '2026-01-02'];
      expect(stdout.split('\0')).toEqual(['generate', ...part, ...options, '']);
    }),
    { numRuns: 100, examples: [[['it\'s ${HOME} `ls` "!" \\ *\n#~{a,b}']], [['$KEY', "'", '']]] },
  );
});

test('where the folder is not shared a job ends with 2 and says so', async () => {
  const submission = await openSubmission(order(['generate']), what);
  await rm(join(submission.folder, submission.token));
  const { status, stdout, stderr } = shell(entrypointOf(submission, 1, '--result-dir'));
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('expected one that all nodes share');
});

test('the same order comes to the same jobs, on another day too', async () => {
  const first = await openSubmission(order(['generate']), what);
  const again = await openSubmission(order(['generate']), { ...what, fixed: ['--today', '2026-01-03'] });
  expect(again).toEqual(first);
  const other = await openSubmission(order(['generate', '--limit', '1']), what);
  expect(other.id).not.toBe(first.id);
  expect(jobIdOf(first, 2, 1)).toMatch(/^inftool-generate-[0-9a-f]{12}-2of2$/);
  expect(jobIdOf(first, 2, 3)).toMatch(/-2of2-r3$/);
  await writeFile(join(first.folder, 'submission.json'), '{}');
  await expect(openSubmission(order(['generate']), what)).rejects.toThrow('Name another with --shared-dir');
});

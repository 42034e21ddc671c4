import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const cli = path.resolve(import.meta.dirname, 'dist/cli.js');

const folder = mkdtempSync(path.join(tmpdir(), 'inftool-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function inftool(given: readonly string[], input = '') {
  const environment = { ...process.env, INFTOOL_DATA: path.join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...given], {
    input,
    encoding: 'utf8',
    env: environment,
  });
  return { status, stdout, stderr };
}

test.each([
  ...'data generate submit merge grade evaluate gate report calibrate mcp baselines parity speed hostile ray-trial tree synth loop serve setup trl-trial verl-trial contract-verl contract-verifiers reward-faults reward-load arms kills hacks'.split(
    ' ',
  ),
])('%s --help shows an example and ends with 0', (name) => {
  const { status, stdout } = inftool([name, '--help']);
  expect(status).toBe(0);
  expect(stdout).toContain(`$ npx inftool ${name}`);
});

test('the overview names the commands for users', () => {
  const { status, stdout } = inftool(['--help']);
  expect(status).toBe(0);
  for (const name of ['data', 'grade', 'evaluate', 'mcp', 'baselines'])
    expect(stdout).toContain(`\n  ${name} `);
  expect(stdout).not.toContain('hostile');
});

test.each([
  ['an unknown command', ['gradee'], /unknown command 'gradee'/],
  ['an unknown option', ['grade', '--modus', 'fc'], /unknown option '--modus'/],
  ['an option of another kind', ['grade', '--mode', 'chat'], /inftool: --mode: .*inftool grade --help/],
  ['an option of two words', ['evaluate', '--test-category', ''], /inftool: --test-category: name a/],
  ['an argument of another kind', ['data', 'fetch'], /inftool: <action>: .*"pull"\|"status"/],
  [
    'a pair of options that exclude each other',
    ['data', 'pull', '--from', 'a', '--url', 'http://b'],
    /inftool: give --from or --url, not both/,
  ],
  [
    'an environment that is not there',
    ['mcp', '--environment', 'TravelAPI,Travel'],
    /no environment "Travel"\. Environments: GorillaFileSystem, MathAPI/,
  ],
  [
    'a suite that is not there',
    ['grade', '--suite', '/nowhere.jsonl'],
    /Cannot read the suite \/nowhere\.jsonl/,
  ],
  [
    'a result folder that is not there',
    ['evaluate', '--result-dir', '/nowhere', '--suite', '/nowhere.jsonl'],
    /\/nowhere/,
  ],
])('%s is told on stderr and ends with 2', (_, given, message) => {
  const { status, stdout, stderr } = inftool(given, '{"id": "x", "mode": "fc", "result": []}\n');
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('a suite of one’s own is graded from a pipe, faults in their place, exit 2', () => {
  const suite = path.join(folder, 'tasks.jsonl');
  const tool = {
    name: 'f',
    parameters: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
  };
  writeFileSync(
    suite,
    `${JSON.stringify({ id: 't1', tools: [tool], possible_answers: [{ f: { a: [1] } }] })}\n`,
  );
  const lines = [
    '{"id": "t1", "mode": "prompt", "result": "[f(a=1)]"}',
    'oops',
    '{"id": "t1", "mode": "prompt", "result": "[f(a=2)]"}',
  ];
  const { status, stdout, stderr } = inftool(['grade', '--suite', suite], lines.join('\n'));
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(answers).toMatchObject([{ valid: true }, { line: 2 }, { valid: false }]);
  expect(stderr).toBe('inftool: 1 of 3 lines could not be graded\n');
  expect(status).toBe(2);
});

/** Every write to it fails. */
const fullDevice = '/dev/full';

test.skipIf(!existsSync(fullDevice))('an output that cannot be written is said in one line, exit 1', () => {
  const full = openSync(fullDevice, 'w');
  const { status, stderr } = spawnSync(process.execPath, [cli, '--help'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^inftool: standard output cannot be written \(ENOSPC.*\)\n$/);
  expect(status).toBe(1);
});

test.skipIf(!existsSync(fullDevice))('notes that nobody can read change no exit code', () => {
  const full = openSync(fullDevice, 'w');
  const { status } = spawnSync(process.execPath, [cli, 'grade'], {
    input: '{"task": 1}\n',
    stdio: ['pipe', 'pipe', full],
  });
  expect(status).toBe(2);
});

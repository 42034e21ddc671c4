import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultOf, playAttack, readAttacks, type Attack, type AttackOutcome } from './attacks.ts';

const corpus = new URL('../../graders/cases/attacks.json', import.meta.url);
const attacks = readAttacks(JSON.parse(readFileSync(corpus, 'utf8')));

/** Milliseconds without an answer that count as none: hundreds of times what the budget takes. */
const PATIENCE = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'inftool-attacks-'));
const place = join(folder, 'place');
const script = join(folder, 'built', 'child.js');
let child: ChildProcess;

/** The attacked one: no files, no processes, little memory. */
beforeAll(async () => {
  const source = join(folder, 'child.ts');
  writeFileSync(
    source,
    `import { writeFileSync } from 'node:fs';
import { playAttack } from ${JSON.stringify(join(import.meta.dirname, 'attacks.ts'))};
const answer = (attack: unknown) => {
  if (attack !== 'write') return playAttack(attack);
  try {
    writeFileSync('pwned', '');
    return 'written';
  } catch (error) {
    return error.code;
  }
};
process.on('message', (attack) => process.send(answer(attack)));\n`,
  );
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    logLevel: 'silent',
    cwd: import.meta.dirname,
  });
  await bundle.write({ dir: join(folder, 'built'), format: 'esm' });
  await bundle.close();
  mkdirSync(place);
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const limits = ['--max-old-space-size=256', permission, `--allow-fs-read=${join(folder, 'built')}/*`];
  child = fork(script, { execArgv: limits, cwd: place, serialization: 'advanced', silent: true });
}, 60_000);
afterAll(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function outcomeOf(attack: Attack | 'write'): Promise<AttackOutcome | string> {
  return new Promise((resolve) => {
    const settle = (outcome: AttackOutcome | string) => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', gone);
      resolve(outcome);
    };
    const gone = () => {
      settle('took the process down');
    };
    const timer = setTimeout(settle, PATIENCE, 'gave no answer');
    child.on('message', settle);
    child.on('exit', gone);
    child.send(attack);
  });
}

test('attacks reach nothing, change nothing that they are refused, and stay within time and memory', async () => {
  const faults: string[] = [];
  for (const attack of attacks) {
    const outcome = await outcomeOf(attack);
    const fault = typeof outcome === 'string' ? outcome : faultOf(attack, outcome);
    if (fault !== undefined) faults.push(`${attack.calls.at(-1)?.slice(0, 100) ?? ''}: ${fault}`);
    if (typeof outcome === 'string') break;
  }
  expect(faults).toEqual([]);
  expect(readdirSync(place)).toEqual([]);
  expect(child.exitCode).toBeNull();
}, 600_000);

test('a call that changes a state is seen to', () => {
  const attack: Attack = { group: 'g', calls: ["ticket_login('mia', 'pw')"], expected: 'nothing' };
  expect(playAttack(attack)).toEqual({ result: '{"success": true}', isStateKept: false, touched: [] });
});

test('the attacked process may write nothing', async () => {
  expect(await outcomeOf('write')).toBe('ERR_ACCESS_DENIED');
});

test('there are attacks of every kind', () => {
  expect(new Set(attacks.map(({ group }) => group)).size).toBe(14);
  expect(attacks.length).toBeGreaterThan(1000);
});

test.each<[string, Partial<AttackOutcome>, RegExp | undefined]>([
  [
    'open("x")',
    { result: 'Error during execution: the name open is not evaluated [inftool:evaluator-subset]' },
    undefined,
  ],
  ['open("x")', { result: '<file>' }, /^came to <file>/],
  ['open("x")', { result: 'Error during execution: no such file' }, /^came to Error/],
  ['open("x")', { touched: ['Object.prototype'] }, /^touched Object\.prototype/],
  ['open("x")', { result: 'Error during execution: x', isStateKept: false }, /^changed the state/],
  ['open("x")', { result: 'x'.repeat(3_000_000) }, /^answered with 3000000/],
])('how an attack ended is judged: %s, %#', (call, outcome, fault) => {
  const attack: Attack = { group: 'g', calls: [call], expected: 'subset' };
  const found = faultOf(attack, { result: '', isStateKept: true, touched: [], ...outcome });
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});

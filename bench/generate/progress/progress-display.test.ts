import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressDisplay } from './progress-display.ts';
import { Progress } from './progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const [model, category] = ['m\u001b[2J', 'simple_python'];

type Setting = {
  readonly isTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly write?: (text: string) => Promise<void>;
};

function opened({ isTerminal = true, environment = { TERM: 'xterm' }, write }: Setting = {}) {
  const written: string[] = [];
  const stderr = {
    write: async (text: string) => {
      written.push(text);
      await write?.(text);
    },
    isTerminal,
    columns: isTerminal ? 80 : undefined,
    rows: isTerminal ? 24 : undefined,
  };
  const progress = new Progress(() => performance.now());
  const display = new ProgressDisplay(progress, { stderr, environment });
  progress.take({ kind: 'planned', model, category, total: 100, kept: 20 });
  const answer = (from: number, to: number) => {
    for (let id = from; id < to; id++)
      progress.take({
        kind: 'answered',
        model,
        category,
        id: String(id),
        requests: 1,
        usage: { input: 10, output: 5 },
      });
  };
  return { written, progress, display, answer };
}

/** Sequences that move, erase or colour. */
const sequences = /\u001b\[[\d;?]*[A-Za-z]/g;

async function passed(time: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(time);
}

test('a terminal is drawn over at most four times a second, and only where something is new', async () => {
  const { written, answer, display } = opened();
  await passed(1900);
  expect(written).toHaveLength(2);
  for (let step = 0; step < 40; step++) {
    answer(step, step + 1);
    await passed(25);
  }
  expect(written.length).toBeGreaterThan(3);
  expect(written.length).toBeLessThanOrEqual(6);
  await display.stop();
});

test('the last state stays, nothing comes after it, and the cursor is never hidden', async () => {
  const { written, answer, display } = opened();
  await passed(300);
  answer(0, 80);
  await display.stop();
  const count = written.length;
  await display.stop();
  await passed(2000);
  expect(written).toHaveLength(count);
  expect(written.at(-1)?.replace(sequences, '')).toContain('100/100');
  expect(written.at(-1)?.replace(sequences, '').endsWith('\n')).toBe(true);
  expect(written.join('')).not.toContain('\u001b[?25l');
});

test('a message goes above what is drawn, and steers nothing', async () => {
  const { written, display } = opened();
  await passed(300);
  await display.tell('slow\u001b[2J server\n');
  const [erase, message, drawing] = written.slice(-3);
  expect(erase?.replace(sequences, '')).toBe('');
  expect(message).toBe('slow\\u001b[2J server\n');
  expect(drawing).toContain('20/100');
  await display.stop();
  await display.tell('after');
  expect(written.at(-1)).toBe('after\n');
});

test('a slow terminal is not fed more than it takes', async () => {
  let take: () => void = () => undefined;
  const { written, answer, display } = opened({
    write: () =>
      new Promise((resolve) => {
        take = resolve;
      }),
  });
  for (let step = 0; step < 40; step++) {
    answer(step, step + 1);
    await passed(250);
  }
  expect(written).toHaveLength(1);
  const stopped = display.stop();
  take();
  await vi.waitFor(() => {
    expect(written).toHaveLength(2);
  });
  take();
  await stopped;
});

test.each([
  ['no terminal', { isTerminal: false, environment: { TERM: 'xterm', FORCE_COLOR: '1' } }],
  ['a dumb one', { environment: { TERM: 'dumb' } }],
  ['one of a build server', { environment: { TERM: 'xterm', CI: 'true' } }],
])('%s gets plain lines', async (_, setting) => {
  const { written, answer, display } = opened(setting);
  await passed(20_000);
  expect(written).toEqual([]);
  answer(0, 5);
  await passed(250);
  expect(written).toEqual(['m\\u001b[2J: 100 tasks in 1 category, 20 of them done before\n']);
  answer(5, 11);
  await passed(250);
  expect(written.at(-1)).toMatch(/^m\\u001b\[2J: 31 of 100 done \(31%\), [\d./a-z]+, 165 tokens, .* left\n$/);
  answer(11, 12);
  await passed(9000);
  expect(written).toHaveLength(2);
  await passed(1250);
  expect(written.at(-1)).toContain('32 of 100 done');
  await passed(59_000);
  expect(written).toHaveLength(3);
  await passed(1250);
  expect(written.at(-1)).toContain('32 of 100 done');
  await display.tell('a message');
  answer(12, 80);
  await display.stop();
  expect(written.slice(4)).toEqual([
    'a message\n',
    'm\\u001b[2J, simple_python finished: 100 of 100 answered, 1.2K tokens\nm\\u001b[2J: 100 of 100 done (100%), 1.2K tokens\n',
  ]);
  expect(written.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test.each([
  [true, true, { TERM: 'xterm' }],
  [false, true, { TERM: 'xterm', NO_COLOR: '1' }],
  [true, true, { TERM: 'xterm', NO_COLOR: '' }],
  [false, true, { TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '1' }],
  [false, true, { TERM: 'xterm', FORCE_COLOR: '0' }],
  [false, true, { TERM: 'dumb' }],
  [false, false, { TERM: 'xterm' }],
  [true, false, { FORCE_COLOR: '1' }],
])('colours: %s, where it is a terminal (%s) and %j', async (isColored, isTerminal, environment) => {
  const { written, display } = opened({ isTerminal, environment });
  expect(display.isColored).toBe(isColored);
  await passed(300);
  await display.stop();
  expect(/\u001b\[\d*m/.test(written.join(''))).toBe(isColored && isTerminal);
});

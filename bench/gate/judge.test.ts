import { expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import type { PairedTask, TaskMeasure } from '../compare/pair-tasks.ts';
import { judge } from './judge.ts';
import { usualPolicy, type Policy } from './policy.ts';

const policy: Policy = { ...usualPolicy, resamples: 999 };
const primary = { name: 'overall', weights: new Map([['simple_python', 1]]) };

test('in brief the verdict is the same', () => {
  const verdicts = Array.from({ length: 60 }, (_, seed) => {
    const pairing = { pairs: pairsOf(seed), lost: [], notRun: 0, suspects: 0 };
    const whole = judge(pairing, primary, policy, policy.alpha);
    const brief = judge(pairing, primary, policy, policy.alpha, true);
    expect(brief.verdict).toBe(whole.verdict);
    const shown = whole.guards.filter(({ status }) => status !== 'fine');
    expect(brief.guards.filter(({ status }) => status !== 'fine').map(({ name }) => name)).toEqual(
      shown.map(({ name }) => name),
    );
    return `${whole.verdict} ${shown.map(({ status }) => status).join()}`;
  });
  for (const kind of ['PROMOTE ', 'REJECT worse', 'INCONCLUSIVE breached', 'INCONCLUSIVE '])
    expect(verdicts).toContain(kind);
});

/** The seed decides too how much better the candidate is, and how much more it writes. */
function pairsOf(seed: number): PairedTask[] {
  const chance = chanceAt('judge', seed);
  const gain = [0, 0, 0.3][seed % 3] ?? 0;
  const more = [0, 0.4, 0.52, 1][Math.floor(seed / 3) % 4] ?? 0;
  const measure = (isCandidate: boolean): TaskMeasure => ({
    passed: Number(chance.with(0.5 + (isCandidate ? gain : 0))),
    calls: 1,
    expectedCalls: 1,
    turns: 1,
    outputTokens: (20 + chance.below(40)) * (isCandidate ? 1 + more : 1),
  });
  return Array.from({ length: 120 }, (_, index) => ({
    id: `simple_python_${index}`,
    category: 'simple_python',
    family: 'non_live',
    cluster: `simple_python_${index}`,
    checker: 'simple',
    base: measure(false),
    candidate: measure(true),
  }));
}

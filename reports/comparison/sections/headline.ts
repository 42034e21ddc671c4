import type { ComparisonRecord } from '../../../datasets/index.ts';
import { abridged } from '../../escape.ts';
import { percent, points } from '../../gate/wording.ts';
import { textBlock, type Section } from '../../page/document.ts';

const longestName = 60;

/** What was compared and what came of it, in a few sentences. */
export function headline(record: ComparisonRecord): Section {
  const blocks = [
    textBlock(sentence(record)),
    textBlock(`${record.suite}; overall: ${record.overall_label}.`),
  ];
  return { id: 'headline', title: 'Comparison of runs', blocks };
}

function sentence({ runs, differences, level }: ComparisonRecord): string {
  const [first] = runs;
  if (first === undefined) return 'There is no run.';
  const { overall } = first;
  const start = `${abridged(first.name, longestName)} scores ${percent(overall.rate)} overall [${percent(overall.low)}, ${percent(overall.high)}], on ${overall.n} tasks.`;
  const [only, ...more] = differences;
  if (only === undefined) return start;
  if (more.length === 0) {
    const { difference, low, high } = only.overall;
    const name = abridged(runs[only.candidate]?.name ?? '', longestName);
    return `${start} ${name} differs by ${points(difference)} points, ${percentText(level)} interval ${points(low)} to ${points(high)}: ${judged(low, high)}.`;
  }
  const judgements = differences.map(({ overall: { low, high } }) => judged(low, high));
  const count = (one: Judgement) => judgements.filter((judgement) => judgement === one).length;
  return `${start} Of ${differences.length} other runs, ${count('better')} are better, ${count('worse')} worse and ${count('undecided')} undecided, by ${percentText(level)} intervals of paired differences.`;
}

type Judgement = 'better' | 'worse' | 'undecided';

function judged(low: number | null, high: number | null): Judgement {
  if (low !== null && low > 0) return 'better';
  return high !== null && high < 0 ? 'worse' : 'undecided';
}

/** `95%` */
export function percentText(level: number): string {
  return `${Number((level * 100).toFixed(2))}%`;
}

import type { ComparisonRecord, Estimate } from '../../datasets/index.ts';
import { renderJunit, type JunitCase } from '../junit.ts';
import { points } from '../gate/wording.ts';
import { provenanceOf } from './wording.ts';

/**
 * A comparison as a JUnit report: a case for the overall score, each family and each category of every run after the first. It
 * fails where the run is worse than the first with the interval's confidence; single tasks do not, as some always flip.
 */
export function comparisonJunit(record: ComparisonRecord): string {
  const { runs, differences } = record;
  const told = provenanceOf(record).join('\n');
  const cases = differences.flatMap(({ candidate, overall, families, categories }): JunitCase[] => {
    const className = runs[candidate]?.name ?? '';
    return [
      caseOf(`${className}.overall`, overall, told),
      ...families.map((estimate) => caseOf(`${className}.families`, estimate, told)),
      ...categories.map((estimate) => caseOf(`${className}.categories`, estimate, told)),
    ];
  });
  return renderJunit(`comparison with ${runs[0]?.name ?? ''}`, cases);
}

function caseOf(className: string, estimate: Estimate, told: string): JunitCase {
  const { name, difference, low, high, tasks } = estimate;
  const output = `difference ${points(difference)} points, ${points(low)} to ${points(high)}, n = ${tasks}`;
  const isWorse = high !== null && high < 0;
  return {
    name,
    className,
    output,
    ...(isWorse && { outcome: { kind: 'failure', message: `worse: ${output}`, text: told } }),
  };
}

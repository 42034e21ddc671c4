import type { LoopRecord, RoundDecision } from '../../../datasets/index.ts';
import { plotted, tableBlock, textBlock, type Block, type Section } from '../../page/document.ts';
import { plainNumber, points } from '../../page/wording.ts';

type Decided = { readonly round: number; readonly decision: RoundDecision };

/** What the gate said of every checkpoint, and what it could have seen. */
export function decisions(record: LoopRecord): Section {
  const decided = record.rounds.flatMap((round) =>
    round.decisions.map((decision) => ({ round: round.round, decision })),
  );
  const effect = points(record.minimumDetectableEffect);
  const told = `Told before training: the smallest true gain that this gate finds four times in five is ${effect} percentage points.`;
  const blocks: Block[] = [textBlock(told)];
  if (decided.length === 0) blocks.push(textBlock('No checkpoint has been judged yet.'));
  else blocks.push(forest(decided, record.minimumDetectableEffect), decisionTable(decided));
  return { id: 'gate', title: "The gate's decisions", blocks };
}

function forest(decided: readonly Decided[], effect: number): Block {
  const shown = plotted(decided);
  const margins = shown.at(-1)?.decision.margins ?? { superiority: 0, nonInferiority: 0 };
  return {
    kind: 'plot',
    caption: 'Candidate less champion, in percentage points, with the intervals that decide',
    description: shown.map(spoken).join(' '),
    plot: {
      kind: 'intervals',
      unit: 'points',
      rows: shown.map(({ decision }) => `${decision.candidate}: ${decision.decision}`),
      series: [
        {
          name: 'difference',
          points: shown.map(({ decision: { difference, low, high } }, at) => ({
            at,
            value: difference * 100,
            low: low * 100,
            high: high * 100,
          })),
        },
      ],
      marks: [
        { name: 'no difference', value: 0 },
        { name: 'superiority margin', value: margins.superiority * 100 },
        { name: 'non-inferiority margin', value: -margins.nonInferiority * 100 },
        { name: 'minimum detectable effect', value: effect * 100 },
      ],
    },
  };
}

function spoken({ decision }: Decided): string {
  const { difference, low, high } = decision;
  return `${decision.candidate}: ${decision.decision}, ${points(difference)} points, from ${points(low)} to ${points(high)}.`;
}

function decisionTable(decided: readonly Decided[]): Block {
  return tableBlock(
    'Decisions. PROMOTE: the interval lies above the superiority margin. REJECT: below minus the non-inferiority margin. HOLD: no worse, not shown to be better. INCONCLUSIVE: otherwise. The level shares out the error that the loop allows itself among all its decisions',
    [
      'Round',
      'Decision',
      'Candidate',
      'Base',
      'Difference',
      'Interval',
      'Level',
      'McNemar p',
      'n',
      'Clusters',
      'Margins',
    ],
    decided.map(({ round, decision }) => [
      round,
      decision.decision,
      decision.candidate,
      decision.base,
      points(decision.difference),
      `[${points(decision.low)}, ${points(decision.high)}]`,
      `${plainNumber(100 * decision.level)}%`,
      decision.mcnemar < 0.0001 ? '< 0.0001' : plainNumber(decision.mcnemar),
      decision.n,
      decision.clusters,
      `${points(decision.margins.superiority)}, ${points(-decision.margins.nonInferiority)}`,
    ]),
  );
}

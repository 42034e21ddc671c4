import type { LoopRecord, LoopRound } from '../../../datasets/index.ts';
import { plotted, tableBlock, textBlock, type Block, type Section } from '../../page/document.ts';
import { counts, keysOf, own, percent } from '../../page/wording.ts';

const noRound = textBlock('No round has been run yet.');

/** How many of the conversations played were kept, and why the others were not. */
export function yields({ rounds }: LoopRecord): Section {
  const rows = rounds.flatMap(({ round, yield: kinds }) => kinds.map((kind) => ({ round, ...kind })));
  const shown = plotted(rows);
  const reasons = keysOf(rows.map(({ rejected }) => rejected));
  const plot: Block = {
    kind: 'plot',
    caption: 'Conversations kept, and rejected by reason',
    description: shown
      .map(({ round, kind, played, kept }) => `Round ${round}, ${kind}: ${kept} of ${played} kept.`)
      .join(' '),
    plot: {
      kind: 'bars',
      unit: 'tasks',
      rows: shown.map(({ round, kind }) => `${round}: ${kind}`),
      isStacked: true,
      series: [
        { name: 'kept', values: shown.map(({ kept }) => kept) },
        ...reasons.map((reason) => ({
          name: reason,
          values: shown.map(({ rejected }) => own(rejected, reason) ?? 0),
        })),
      ],
    },
  };
  const table = tableBlock(
    'Yield of synthesis by kind of scenario',
    ['Round', 'Kind', 'Played', 'Kept', 'Share', 'Rejected'],
    rows.map(({ round, kind, played, kept, rejected }) => [
      round,
      kind,
      played,
      kept,
      played === 0 ? '–' : percent(kept / played),
      counts(rejected),
    ]),
  );
  return { id: 'yield', title: 'Yield of synthesis', blocks: rows.length === 0 ? [noRound] : [plot, table] };
}

/** What each round's plan was made of. */
export function mixes({ rounds }: LoopRecord): Section {
  const kinds = keysOf(rounds.map(({ plan }) => plan));
  const shown = plotted(rounds);
  const shares = (round: LoopRound) => kinds.map((kind) => own(round.plan, kind) ?? 0);
  const plot: Block = {
    kind: 'plot',
    caption: "Share of each kind of scenario in the round's plan",
    description: 'Shares of kinds in each round; the table below has the numbers.',
    plot: {
      kind: 'bars',
      unit: '%',
      rows: shown.map(({ round }) => `Round ${round}`),
      isStacked: true,
      series: kinds.map((kind, index) => ({
        name: kind,
        values: shown.map((round) => (shares(round)[index] ?? 0) * 100),
      })),
    },
  };
  const table = tableBlock(
    'Mix by round',
    ['Round', ...kinds],
    rounds.map((round) => [round.round, ...shares(round).map(percent)]),
  );
  return { id: 'mix', title: 'Mix of the plans', blocks: rounds.length === 0 ? [noRound] : [plot, table] };
}

/** Groups whose rollouts were all rewarded alike: they teach nothing. */
export function flatGroups({ rounds }: LoopRecord): Section {
  const table = tableBlock(
    'Groups of GRPO whose rewards were all equal: without advantage, hence dropped',
    ['Round', 'Dropped', 'Groups', 'Share'],
    rounds.map(({ round, flatGroups: { dropped, of } }) => [
      round,
      dropped,
      of,
      of === 0 ? '–' : percent(dropped / of),
    ]),
  );
  return { id: 'flat-groups', title: 'Flat groups', blocks: rounds.length === 0 ? [noRound] : [table] };
}

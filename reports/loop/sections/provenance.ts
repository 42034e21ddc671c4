import type { LoopRecord } from '../../../datasets/index.ts';
import { tableBlock, textBlock, type Section } from '../../page/document.ts';
import { keysOf, own, plainNumber } from '../../page/wording.ts';

/** What was left out, and how to get it. */
export function notes({ notes }: LoopRecord): Section {
  const blocks = notes.length === 0 ? [textBlock('Nothing was left out.')] : notes.map(textBlock);
  return { id: 'notes', title: 'Notes', blocks };
}

const method = [
  'A pass rate is the share of tasks with verdict pass among those with a verdict. Its interval is a 95% percentile interval of a bootstrap that draws whole clusters; where all pass or none does, the exact binomial one, each cluster one draw.',
  'A difference is paired: both checkpoints on the same tasks. McNemar p is exact and two-sided, and takes every task as independent.',
  'Differences by category are read off the two rates: no test was made of them.',
];

/** How every number of the report came about. */
export function provenance(record: LoopRecord): Section {
  const stages = keysOf(record.rounds.map(({ seconds }) => seconds));
  const checkpoints = new Map(record.scores.map(({ checkpoint, digest }) => [checkpoint, digest]));
  return {
    id: 'provenance',
    title: 'How the numbers came about',
    blocks: [
      ...method.map(textBlock),
      {
        kind: 'list',
        items: [
          ['InfTool', record.inftool],
          ['Grader', record.grader],
          ['Node', record.node],
          ['Seed', String(record.seed)],
          ['Arm', record.arm],
        ],
      },
      tableBlock(
        'Suites',
        ['Suite', 'Version', 'Tasks', 'Digest'],
        Object.entries(record.suites).map(([id, { version, tasks, digest }]) => [id, version, tasks, digest]),
      ),
      tableBlock('Checkpoints', ['Checkpoint', 'Digest of the weights'], [...checkpoints]),
      tableBlock(
        'Configuration as given',
        ['Field', 'Value'],
        Object.entries(record.config).map(([field, value]) => [field, JSON.stringify(value)]),
      ),
      ...(stages.length === 0
        ? []
        : [
            tableBlock(
              'Seconds of each stage',
              ['Round', ...stages],
              record.rounds.map(({ round, seconds }) => [
                round,
                ...stages.map((stage) => plainNumber(own(seconds, stage) ?? 0)),
              ]),
            ),
          ]),
    ],
  };
}

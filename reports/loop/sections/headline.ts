import type { LoopRecord } from '../../../datasets/index.ts';
import { shortened } from '../../escape.ts';
import { comparedSuites } from '../compared.ts';
import { textBlock, type ListBlock, type Section } from '../../page/document.ts';
import { percent, range } from '../../page/wording.ts';

const arms: Readonly<Record<LoopRecord['arm'], string>> = {
  gaps: 'failures decide the next mix',
  uniform: 'every kind as often',
  'sft-only': 'no GRPO',
  self: "the champion's own verified rollouts are learnt from",
};

/** What was trained and what came of it, in a sentence. */
export function headline(record: LoopRecord): Section {
  const facts: ListBlock['items'] = [
    ['Champion', record.champion],
    ['Arm', `${record.arm}: ${arms[record.arm]}`],
    ['Rounds', `${record.rounds.length}, stopped: ${record.stopped}`],
    ['Seed', String(record.seed)],
    ['Versions', `InfTool ${record.inftool}, grader ${record.grader}, Node ${record.node}`],
  ];
  return {
    id: 'headline',
    title: 'Training loop',
    blocks: [textBlock(sentence(record)), { kind: 'list', items: facts }],
  };
}

function sentence(record: LoopRecord): string {
  const [primary] = comparedSuites(record);
  if (primary === undefined) return 'No checkpoint has been scored yet.';
  const { before, after } = primary;
  const [suite, first, last] = [primary.suite, before.checkpoint, after.checkpoint].map((one) =>
    shortened(one, 60),
  );
  const { n, clusters } = before.overall;
  const size = `${suite}: ${n} tasks in ${clusters} clusters, 95% intervals`;
  const start = `${first} passes ${percent(before.overall.rate)} ${range(before.overall)}`;
  if (after === before) return `So far there is one checkpoint: ${start} (${size}).`;
  const end = `${last}, ${percent(after.overall.rate)} ${range(after.overall)}`;
  return record.champion === before.checkpoint
    ? `No checkpoint was promoted: ${start}, and the last one, ${end} (${size}).`
    : `From ${percent(before.overall.rate)} ${range(before.overall)} (${first}) to ${percent(after.overall.rate)} ${range(after.overall)} (${last}, the champion) on ${size}.`;
}

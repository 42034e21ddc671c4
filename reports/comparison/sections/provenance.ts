import type { ComparisonRecord } from '../../../datasets/index.ts';
import { tableBlock, textBlock, type Section } from '../../page/document.ts';
import { provenanceOf } from '../wording.ts';
import { percentText } from './headline.ts';

/** How every number of the page came about. */
export function provenance(record: ComparisonRecord): Section {
  const { level, resamples, seed, runs, skipped } = record;
  const none =
    skipped.length === 0 ? [] : [`Folders without runs of this suite, skipped: ${skipped.join(', ')}.`];
  return {
    id: 'provenance',
    title: 'How the numbers came about',
    blocks: [
      ...[...provenanceOf(record), ...none].map(textBlock),
      {
        kind: 'list',
        items: [
          ['Suite', record.suite],
          ['Grader', `${record.grader}, ${record.fidelity}`],
          ['InfTool', record.inftool],
          ['Level', percentText(level)],
          ['Resamples', String(resamples)],
          ['Seed', String(seed)],
        ],
      },
      tableBlock(
        'Runs',
        ['Run', 'Folder', 'Scored by InfTool', 'Mode', 'Repeats'],
        runs.map(({ name, folder, inftool, mode, repeats }) => [name, folder, inftool, mode, repeats]),
      ),
    ],
  };
}

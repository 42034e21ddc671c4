import type { ComparisonRecord } from '../../datasets/index.ts';
import type { Section } from '../page/document.ts';
import { confusions } from './sections/confusion.ts';
import { differences } from './sections/differences.ts';
import { failures } from './sections/failures.ts';
import { headline } from './sections/headline.ts';
import { overview } from './sections/overview.ts';
import { provenance } from './sections/provenance.ts';
import { rounds } from './sections/rounds.ts';
import { scores } from './sections/scores.ts';
import { tradeOffs } from './sections/trade-offs.ts';

/** The section that the browser of entries is part of. */
export const entriesSection = 'entries';

/** In the order they are read: how good, how different, why, at what price; then single tasks. */
export function comparisonSections(record: ComparisonRecord): Section[] {
  return [
    headline(record),
    overview(record),
    ...(record.is_sequence ? [rounds(record)] : []),
    scores(record),
    ...(record.differences.length > 0 ? [differences(record)] : []),
    failures(record),
    ...(record.differences.length > 0 ? [confusions(record)] : []),
    tradeOffs(record),
    { id: entriesSection, title: 'Tasks in which runs differ', blocks: [] },
    provenance(record),
  ];
}

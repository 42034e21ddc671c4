import type { LoopRecord } from '../../datasets/index.ts';
import type { Section } from '../page/document.ts';
import { decisions } from './sections/decisions.ts';
import { failureClasses, flips } from './sections/failures.ts';
import { headline } from './sections/headline.ts';
import { byCategory, passRates } from './sections/pass-rates.ts';
import { notes, provenance } from './sections/provenance.ts';
import { flatGroups, mixes, yields } from './sections/synthesis.ts';
import { training } from './sections/training.ts';

/** In the order they are read: what came of it, why it may be believed, how it came about. */
const order = [
  headline,
  passRates,
  byCategory,
  decisions,
  training,
  yields,
  mixes,
  failureClasses,
  flatGroups,
  flips,
  notes,
  provenance,
];

export function sectionsOf(record: LoopRecord): Section[] {
  return order.map((section) => section(record));
}

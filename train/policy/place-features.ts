import type { Candidate } from './candidates.ts';
import type { FeatureRow } from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import type { Question } from './question.ts';
import type { SpanNote, SpanNotes } from './span-notes.ts';
import type { ToolView } from './tool-view.ts';
import { isStopWord, type Token } from './tokens.ts';

/** Which of its kind a leaf is among the leaves of the tool, and which a candidate is among those mentioned: as shares. */
export type Rank = { readonly leaf: number; readonly leaves: number };

/** What the features of a leaf's candidates look at. */
export type Context = {
  readonly question: Question;
  readonly notes: SpanNotes;
  readonly view: ToolView;
  readonly leaf: Leaf;
  readonly concept: string;
  readonly candidates: readonly Candidate[];
  readonly starts: readonly number[];
  readonly rank: Rank;
};

/** Where a span stands and what stands around it. */
export function addPlace(row: FeatureRow, context: Context, span: Span, { kind }: Candidate): void {
  const { question, notes, leaf, concept } = context;
  const note = notes.of(span);
  for (const name of note.holds) row.add(name);
  row
    .add('span.toolWords', note.toolWords)
    .add(`before.${note.preposition}`)
    .add(`before.${note.preposition}.${concept}`);
  if (leaf.role !== undefined) row.add(`${leaf.role}.${note.preposition}`);
  addNeighbours(row, context, span, note);
  const next = question.tokens[span.to];
  if (kind === 'words' || kind === 'name')
    row.when('span.extends', next?.kind === 'word' && !isStopWord(next.lower));
  addOrder(row, context, span);
}

function addNeighbours(
  row: FeatureRow,
  { question: { tokens }, leaf }: Context,
  span: Span,
  note: SpanNote,
): void {
  const { from, to } = span;
  const { longNames: names, textStems: texts } = leaf;
  const hasName = hasStem(tokens, from, to, names);
  const hasText = hasStem(tokens, from, to, texts);
  const isUnexplained = note.isFree && !note.hasToolWord && !hasName && !hasText;
  row
    .when('near.nameBefore', hasStem(tokens, from - 5, from, names))
    .when('near.nameDirectlyBefore', hasStem(tokens, note.leading, note.leading + 1, names))
    .when('near.nameAfter', hasStem(tokens, to, to + 2, names))
    .when('near.textBefore', hasStem(tokens, from - 4, from, texts))
    .when('near.textAfter', hasStem(tokens, to, to + 2, texts))
    .when('near.unit', hasStem(tokens, to, to + 1, texts) || hasStem(tokens, to, to + 1, names))
    .when('near.nameInside', hasName)
    .when('near.textInside', hasText)
    .when('near.unexplained', isUnexplained)
    .when('near.inRequest', note.isInRequest)
    .when('near.toldInRequest', note.isInRequest && isUnexplained);
}

function hasStem(tokens: readonly Token[], from: number, to: number, stems: ReadonlySet<string>): boolean {
  for (let at = Math.max(0, from); at < to; at++) {
    const token = tokens[at];
    if (token !== undefined && stems.has(token.stem)) return true;
  }
  return false;
}

/** Whether values stand in the order in which the tool asks for them. */
function addOrder(row: FeatureRow, { starts, rank }: Context, span: Span): void {
  const place = starts.indexOf(span.from);
  row.when('order.first', place === 0);
  if (rank.leaves < 2 || starts.length < 2) return;
  const distance = Math.abs(rank.leaf / (rank.leaves - 1) - place / (starts.length - 1));
  row.when('order.same', distance < 1e-9).add('order.distance', distance);
}

import type { Candidate } from './candidates.ts';
import { prepositions, type FeatureRow } from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import { sortOfName } from './known-names.ts';
import { spanText, type Question } from './question.ts';
import type { ToolView } from './tool-view.ts';
import { isStopWord, type Token } from './tokens.ts';

const knownPrepositions = new Set<string>(prepositions);
const synonyms = new Map(
  Object.entries({
    into: 'in',
    inside: 'in',
    near: 'at',
    around: 'at',
    starting: 'from',
    since: 'from',
    until: 'to',
    towards: 'to',
    called: 'named',
    titled: 'named',
    name: 'named',
    are: 'is',
    was: 'is',
    regarding: 'about',
    using: 'with',
    be: 'is',
    as: 'is',
    through: 'to',
  }),
);

/** Which of its kind a leaf is among the leaves of the tool, and which a candidate is among those mentioned: as shares. */
export type Rank = { readonly leaf: number; readonly leaves: number };

/** What the features of a leaf's candidates look at. */
export type Context = {
  readonly question: Question;
  readonly view: ToolView;
  readonly leaf: Leaf;
  readonly concept: string;
  readonly candidates: readonly Candidate[];
  readonly starts: readonly number[];
  readonly rank: Rank;
};

const articles = new Set(['the', 'a', 'an', 'my', 'our']);

/** Where a span stands and what stands around it. */
export function addPlace(row: FeatureRow, context: Context, span: Span, { kind }: Candidate): void {
  addPreposition(row, context, span);
  addNeighbours(row, context, span);
  addShape(row, context, span);
  addKnown(row, context, span);
  const next = context.question.tokens[span.to];
  if (kind === 'words' || kind === 'name')
    row.when('span.extends', next?.kind === 'word' && !isStopWord(next.lower));
  addOrder(row, context, span);
}

/** The place of the word that leads to a span, past quotes, signs of money and articles. */
export function leadingAt(tokens: readonly Token[], { from }: Span): number {
  let before = from - 1;
  while (/^["'“‘$€£]$/.test(tokens[before]?.text ?? '') || articles.has(tokens[before]?.lower ?? ''))
    before -= 1;
  return before;
}

function addPreposition(row: FeatureRow, { question: { tokens }, concept, leaf }: Context, span: Span): void {
  const leading = tokens[leadingAt(tokens, span)];
  const word = leading?.lower ?? '';
  const own = knownPrepositions.has(word) ? word : (synonyms.get(word) ?? 'word');
  const preposition = leading === undefined ? 'start' : leading.kind === 'sign' ? 'sign' : own;
  row.add(`before.${preposition}`).add(`before.${preposition}.${concept}`);
  if (leaf.role !== undefined) row.add(`${leaf.role}.${preposition}`);
}

function addNeighbours(row: FeatureRow, { question: { tokens }, leaf, view }: Context, span: Span): void {
  const near = (from: number, to: number, stems: { has(stem: string): boolean }) =>
    tokens.slice(Math.max(0, from), Math.max(0, to)).some(({ stem }) => stems.has(stem));
  const names = new Set(leaf.nameStems.filter((stem) => stem.length > 1));
  const texts = leaf.textStems;
  const leading = leadingAt(tokens, span);
  row
    .when('near.nameBefore', near(span.from - 5, span.from, names))
    .when('near.nameDirectlyBefore', near(leading, leading + 1, names))
    .when('near.nameAfter', near(span.to, span.to + 2, names))
    .when('near.textBefore', near(span.from - 4, span.from, texts))
    .when('near.textAfter', near(span.to, span.to + 2, texts))
    .when('near.unit', near(span.to, span.to + 1, texts) || near(span.to, span.to + 1, names))
    .when('near.nameInside', near(span.from, span.to, names))
    .when('near.textInside', near(span.from, span.to, texts));
  const ofTool = { has: (stem: string) => view.nameStems.includes(stem) || view.textStems.has(stem) };
  const isWord = (token: Token | undefined) => token?.kind === 'word' && !isStopWord(token.lower);
  const isBound = [tokens[span.from - 1], tokens[span.to]].some(isWord);
  const known = (stem: string) => ofTool.has(stem) || texts.has(stem) || names.has(stem);
  const sentence = tokens[span.from]?.sentence;
  const isInRequest = tokens.some((token) => token.sentence === sentence && ofTool.has(token.stem));
  const isUnexplained = !isBound && !tokens.slice(span.from, span.to).some(({ stem }) => known(stem));
  row
    .when('near.inRequest', isInRequest)
    .when('near.toldInRequest', isInRequest && isUnexplained)
    .when('near.toolBefore', near(leading - 1, leading, ofTool))
    .when('near.toolAfter', near(span.to, span.to + 1, ofTool))
    .when('near.unexplained', isUnexplained);
}

/** Whether the span is a name of a sort that the leaf asks for. */
function addKnown(row: FeatureRow, { question, leaf }: Context, span: Span): void {
  const { asked } = leaf;
  const sort = sortOfName(spanText(question, span));
  row
    .when('known.asked', sort !== undefined && asked.has(sort))
    .when('known.other', sort !== undefined && !asked.has(sort))
    .when('known.unknown', sort === undefined && asked.size > 0);
}

function addShape(row: FeatureRow, { question: { tokens }, view }: Context, span: Span): void {
  const inside = tokens.slice(span.from, span.to);
  const [first, last] = [inside[0], inside.at(-1)];
  const [previous, next] = [tokens[span.from - 1], tokens[span.to]];
  const isEdge = (token: Token | undefined) =>
    token === undefined || token.kind === 'sign' || isStopWord(token.lower);
  const told = inside.filter(({ stem }) => view.nameStems.includes(stem) || view.textStems.has(stem)).length;
  row
    .when('span.cleanStart', isEdge(previous))
    .when('span.cleanEnd', isEdge(next))
    .when(
      'span.capitals',
      inside.every(({ isCapital }) => isCapital),
    )
    .when(
      'span.lower',
      inside.every(({ isCapital, kind }) => !isCapital && kind === 'word'),
    )
    .when(
      'span.digits',
      inside.some(({ text }) => /\d/.test(text)),
    )
    .when('span.proper', first?.isProper === true)
    .when('span.opensSentence', first?.isCapital === true && !first.isProper)
    .when('span.maximal', previous?.isCapital !== true && next?.isCapital !== true)
    .when('span.code', /\d.*\p{L}|\p{L}.*\d|[_@]/u.test(last?.text ?? ''))
    .when(
      'span.crossesSign',
      inside.some(({ kind }) => kind === 'sign'),
    )
    .when('span.last', span.to >= tokens.length - 1)
    .add(`span.${['one', 'two', 'three'][span.to - span.from - 1] ?? 'more'}`)
    .add('span.toolWords', told / Math.max(1, inside.length));
}

/** Whether values stand in the order in which the tool asks for them. */
function addOrder(row: FeatureRow, { starts, rank }: Context, span: Span): void {
  const place = starts.indexOf(span.from);
  row.when('order.first', place === 0);
  if (rank.leaves < 2 || starts.length < 2) return;
  const distance = Math.abs(rank.leaf / (rank.leaves - 1) - place / (starts.length - 1));
  row.when('order.same', distance < 1e-9).add('order.distance', distance);
}

import { prepositions } from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Question } from './question.ts';
import type { ToolView } from './tool-view.ts';
import { isStopWord, type Token } from './tokens.ts';

/** What there is to say of a span, whatever leaf looks at it. */
export type SpanNote = {
  /** Names of features that hold. */
  readonly holds: readonly string[];
  /** What share of its words the tool has. */
  readonly toolWords: number;
  readonly preposition: string;
  /** The place of the word that leads to it. */
  readonly leading: number;
  /** Whether it stands alone, no word of content beside it. */
  readonly isFree: boolean;
  readonly hasToolWord: boolean;
  /** Whether its sentence speaks of the tool. */
  readonly isInRequest: boolean;
};

/** Notes on the spans of a question, as one tool sees them, each made once. */
export class SpanNotes {
  readonly #notes = new Map<number, SpanNote>();
  readonly #isTools: readonly boolean[];
  readonly #requests: ReadonlySet<number>;

  constructor(
    private readonly question: Question,
    { nameStems, textStems }: ToolView,
  ) {
    this.#isTools = question.tokens.map(({ stem }) => nameStems.includes(stem) || textStems.has(stem));
    this.#requests = new Set(
      question.tokens.flatMap(({ sentence }, at) => (this.#isTools[at] === true ? [sentence] : [])),
    );
  }

  of({ from, to }: Span): SpanNote {
    const key = from * 1024 + (to - from);
    const known = this.#notes.get(key);
    if (known !== undefined) return known;
    const made = this.#noteOf({ from, to });
    this.#notes.set(key, made);
    return made;
  }

  #noteOf(span: Span): SpanNote {
    const { from, to } = span;
    const { tokens } = this.question;
    const told = this.#isTools.slice(from, to).filter((is) => is).length;
    const leading = leadingAt(tokens, span);
    const holds = shapeOf(tokens, span);
    if (this.#isTools[leading] === true || this.#isTools[leading - 1] === true) holds.push('near.toolBefore');
    if (this.#isTools[to] === true) holds.push('near.toolAfter');
    return {
      holds,
      toolWords: told / Math.max(1, to - from),
      preposition: prepositionAt(tokens, leading),
      leading,
      isFree: !isContent(tokens[from - 1]) && !isContent(tokens[to]),
      hasToolWord: told > 0,
      isInRequest: this.#requests.has(tokens[from]?.sentence ?? -1),
    };
  }
}

function isContent(token: Token | undefined): boolean {
  return token?.kind === 'word' && !isStopWord(token.lower);
}

const articles = new Set(['the', 'a', 'an', 'my', 'our']);

/** The place of the word that leads to a span, past quotes, signs of money and articles. */
export function leadingAt(tokens: readonly Token[], { from }: Span): number {
  let before = from - 1;
  while (/^["'“‘$€£]$/.test(tokens[before]?.text ?? '') || articles.has(tokens[before]?.lower ?? ''))
    before -= 1;
  return before;
}

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

function prepositionAt(tokens: readonly Token[], at: number): string {
  const leading = tokens[at];
  if (leading === undefined) return 'start';
  if (leading.kind === 'sign') return 'sign';
  return knownPrepositions.has(leading.lower) ? leading.lower : (synonyms.get(leading.lower) ?? 'word');
}

const lengthNames = ['span.one', 'span.two', 'span.three', 'span.more'];

function shapeOf(tokens: readonly Token[], { from, to }: Span): string[] {
  const inside = tokens.slice(from, to);
  const [first, last] = [inside[0], inside.at(-1)];
  const [previous, next] = [tokens[from - 1], tokens[to]];
  const holds: string[] = [];
  const when = (name: string, is: boolean): void => {
    if (is) holds.push(name);
  };
  when('span.cleanStart', !isContent(previous) && previous?.kind !== 'number');
  when('span.cleanEnd', !isContent(next) && next?.kind !== 'number');
  when(
    'span.capitals',
    inside.every(({ isCapital }) => isCapital),
  );
  when(
    'span.lower',
    inside.every(({ isCapital, kind }) => !isCapital && kind === 'word'),
  );
  when(
    'span.digits',
    inside.some(({ text }) => /\d/.test(text)),
  );
  when('span.proper', first?.isProper === true);
  when('span.opensSentence', first?.isCapital === true && !first.isProper);
  when('span.maximal', previous?.isCapital !== true && next?.isCapital !== true);
  when('span.code', /\d.*\p{L}|\p{L}.*\d|[_@]/u.test(last?.text ?? ''));
  when(
    'span.crossesSign',
    inside.some(({ kind }) => kind === 'sign'),
  );
  when('span.last', to >= tokens.length - 1);
  holds.push(lengthNames[Math.min(to - from, lengthNames.length) - 1] ?? 'span.more');
  return holds;
}

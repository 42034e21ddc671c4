import type { FeatureRow } from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import type { Question } from './question.ts';
import { leadingAt } from './span-notes.ts';
import type { ToolView } from './tool-view.ts';
import { measureAt } from './units.ts';

const reach = { before: 6, after: 4 };

/** How much of what stands around a span speaks for each leaf of a tool: leaves and spans compete for one another. */
export class Rivals {
  readonly #words: readonly {
    readonly name: ReadonlyMap<string, number>;
    readonly text: ReadonlyMap<string, number>;
  }[];
  readonly #known = new Map<string, readonly number[]>();

  constructor(
    private readonly question: Question,
    private readonly leaves: readonly Leaf[],
  ) {
    const count = new Map<string, number>();
    for (const { nameStems, textStems } of leaves)
      for (const stem of new Set([...nameStems, ...textStems])) count.set(stem, (count.get(stem) ?? 0) + 1);
    const weight = (stem: string) => 1 / (count.get(stem) ?? 1) ** 2;
    this.#words = leaves.map(({ nameStems, textStems }) => ({
      name: new Map(nameStems.filter((stem) => stem.length > 1).map((stem) => [stem, weight(stem)])),
      text: new Map([...textStems].map((stem) => [stem, weight(stem)])),
    }));
  }

  /** Of each leaf, in the tool's order. */
  evidence({ from, to }: Span): readonly number[] {
    const key = `${from}-${to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.leaves.map((leaf, index) => this.#evidenceFor(leaf, index, { from, to }));
    this.#known.set(key, made);
    return made;
  }

  #evidenceFor(leaf: Leaf, index: number, { from, to }: Span): number {
    const { tokens } = this.question;
    const words = this.#words[index];
    let sum = 0;
    const at = (place: number, share: number) => {
      const stem = tokens[place]?.stem ?? '';
      sum += share * Math.max(2 * (words?.name.get(stem) ?? 0), words?.text.get(stem) ?? 0);
    };
    for (let away = 1; away <= reach.before; away++) {
      if (/^[.;?!]$/.test(tokens[from - away]?.text ?? '')) break;
      at(from - away, 1 / (1 + 0.3 * (away - 1)));
    }
    for (let away = 0; away < reach.after; away++) {
      if (/^[.;?!,]$/.test(tokens[to + away]?.text ?? '') || tokens[to + away]?.lower === 'and') break;
      at(to + away, 0.8 / (1 + 0.5 * away));
    }
    if (leaf.type === 'number') {
      const measure = measureAt(tokens, from, to);
      const { measures } = leaf;
      if (measure !== undefined && measures.size > 0) sum += measures.has(measure) ? 1.5 : -1.5;
    }
    const { role } = leaf;
    const leading = tokens[leadingAt(tokens, { from, to })]?.lower ?? '';
    if (role !== undefined && /^(?:from|to|into|until)$/.test(leading))
      sum += (leading === 'from') === (role === 'start') ? 1 : -1;
    return sum;
  }
}

const alike: Readonly<Record<string, string>> = { text: 'text', any: 'text', number: 'number', list: 'list' };

/** The most that any of the spans has to say for a leaf. */
export function mostFor(rivals: Rivals, view: ToolView, leaf: Leaf, spans: readonly Span[]): number {
  const index = view.leaves.indexOf(leaf);
  return Math.max(0, ...spans.map((span) => rivals.evidence(span)[index] ?? 0));
}

/** Whether the span has more to say for this leaf than for others, and this leaf more from it than from other spans. */
export function addRivals(
  row: FeatureRow,
  rivals: Rivals,
  view: ToolView,
  leaf: Leaf,
  span: Span,
  best: number,
): void {
  const index = view.leaves.indexOf(leaf);
  const evidence = rivals.evidence(span);
  const own = evidence[index] ?? 0;
  const others = evidence.filter(
    (_, other) => other !== index && alike[view.leaves[other]?.type ?? ''] === alike[leaf.type],
  );
  const other = Math.max(0, ...others);
  const clip = (value: number) => Math.max(-2, Math.min(2, value)) / 2;
  row
    .add('rival.own', clip(own))
    .add('rival.margin', others.length === 0 ? 0 : clip(own - other))
    .when('rival.ahead', own > other + 0.2 && own > 0.2)
    .when('rival.behind', other > own + 0.2)
    .add('rival.fromBest', clip(own - best))
    .when('rival.best', best > 0.2 && own === best);
}

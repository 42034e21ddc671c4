import type { Leak, LeakKind } from '../contamination-record.ts';
import type { AuditedCall } from './answer-index.ts';
import type { Benchmark, ItemKind } from './benchmark.ts';
import { excerpt, LONGEST_EXCERPT } from './excerpt.ts';
import type { TextMatch } from './text-index.ts';
import { textWords } from './text-hashes.ts';
import { shapeOf, type JsonObject, type ToolShape } from './tool-shape.ts';
import type { RowContent } from './training-row.ts';

/** Ids of entries that a hit names. */
const NAMED_ENTRIES = 5;
/** Docs whose hits are remembered: most rows offer tools that others offered. */
const MOST_REMEMBERED = 20_000;

/** What was found, and the numbers of all entries that have it. */
export type Found = { readonly leak: Omit<Leak, 'row'>; readonly entries: ReadonlySet<number> };

/** Looks one row after the other up in a benchmark. */
export class RowAudit {
  readonly #known = new Map<string, Found | null>();

  constructor(private readonly benchmark: Benchmark) {}

  /** What of a row the benchmark has, each item of the row once. */
  find(content: RowContent): Found[] {
    const { tools, calls, texts, values } = content;
    const found = [...tools.map((doc) => this.#tool(doc)), ...calls.map((call) => this.#call(call))];
    return [...found.filter((one) => one !== null), ...this.#states(values), ...this.#texts(texts)];
  }

  #tool(doc: JsonObject): Found | null {
    const key = JSON.stringify(doc);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#lookUp(shapeOf(doc));
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  #lookUp(shape: ToolShape): Found | null {
    const { schemas } = this.benchmark;
    const equal = schemas.findEqual(shape);
    const near = equal.length > 0 ? undefined : schemas.findNear(shape);
    const docs = near?.docs ?? equal;
    const other = schemas.shape(near?.doc ?? docs[0] ?? -1);
    if (other === undefined) return null;
    return this.#found('tools', docs, {
      kind: near === undefined ? 'schema' : 'near_schema',
      how: near === undefined ? 'equal' : 'near',
      score: near?.likeness ?? 1,
      found: excerpt(textOf(shape)),
      benchmark: excerpt(textOf(other)),
    });
  }

  #call(call: AuditedCall): Found | null {
    const match = this.benchmark.calls.find(call);
    if (match === undefined) return null;
    return this.#found('calls', match.calls, {
      kind: 'call',
      how: match.how,
      score: 1,
      found: excerpt(`${call.name}(${JSON.stringify(call.arguments)})`),
      benchmark: excerpt(this.benchmark.calls.textOf(match.calls[0] ?? -1)),
    });
  }

  /** The best of each environment; others as alike count as entries. */
  #states(values: ReadonlySet<string>): Found[] {
    const { states, stateTexts } = this.benchmark;
    const matches = states.find(values);
    const labels = new Set(matches.map(({ state }) => states.label(state)));
    return [...labels].flatMap((label) => {
      const same = matches.filter(({ state }) => states.label(state) === label);
      const [best] = same;
      if (best === undefined) return [];
      const share = best.shared / best.of;
      return this.#found(
        'states',
        same.map(({ state }) => state),
        {
          kind: 'state',
          how: share === 1 ? 'equal' : 'near',
          score: share,
          found: `${best.shared} of ${best.of} values of a state of ${label}`,
          benchmark: excerpt(`${label} ${stateTexts[best.state] ?? ''}`),
        },
      );
    });
  }

  /** Each question once a row: the same may be said again, or stand in the text around it. */
  #texts(texts: readonly string[]): Found[] {
    const told = new Set<number>();
    return texts.flatMap((text) =>
      stretchesOf(this.benchmark.texts.find(text)).flatMap((matches) => {
        const [best] = matches;
        if (best === undefined || told.has(best.text)) return [];
        for (const match of matches) told.add(match.text);
        return [this.#text(text, best, matches)];
      }),
    );
  }

  #text(text: string, best: TextMatch, matches: readonly TextMatch[]): Found {
    const said = textWords(text).slice(best.start, best.end).join(' ');
    return this.#found(
      'texts',
      matches.map((match) => match.text),
      {
        kind: 'text',
        how: best.how,
        score: best.share,
        found: excerpt(text.length <= LONGEST_EXCERPT ? text : said),
        benchmark: excerpt(this.benchmark.userTexts[best.text] ?? ''),
      },
    );
  }

  #found(
    kind: ItemKind,
    items: readonly number[],
    evidence: Omit<Leak, 'row' | 'entries' | 'entry_count'> & { readonly kind: LeakKind },
  ): Found {
    const ofItems = this.benchmark.items[kind];
    const entries = new Set(items.flatMap((item) => [...ofItems.entriesOf(item)]));
    const first = [...entries].slice(0, NAMED_ENTRIES).map((entry) => this.benchmark.entries[entry] ?? '');
    return {
      entries,
      leak: {
        ...evidence,
        score: Math.round(evidence.score * 1000) / 1000,
        entries: first,
        entry_count: entries.size,
      },
    };
  }
}

/** Matches, the best first, by where they stand: those that overlap are alike, others are of other questions. */
function stretchesOf(matches: readonly TextMatch[]): TextMatch[][] {
  const stretches: TextMatch[][] = [];
  for (const match of matches) {
    const same = stretches.find(
      ([best]) => best !== undefined && match.start < best.end && best.start < match.end,
    );
    if (same === undefined) stretches.push([match]);
    else same.push(match);
  }
  return stretches;
}

function textOf({ name, parameters, description }: ToolShape): string {
  return `${name}(${parameters.join(', ')}): ${description}`;
}

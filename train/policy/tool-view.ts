import type { Tool } from '../../datasets/index.ts';
import { verbClassOf } from '../../synth/index.ts';
import { FeatureRow, type Features } from './feature-table.ts';
import { leavesOf, type Leaf } from './parameters.ts';
import type { Question } from './question.ts';
import { typedFit } from './typed-fit.ts';
import { valueMentionsIn } from './value-mentions.ts';
import { contentStems, isStopWord, stemOf, wordsOfName } from './tokens.ts';

/** A tool as its words say what it is for. */
export type ToolView = {
  readonly tool: Tool;
  readonly leaves: readonly Leaf[];
  readonly nameStems: readonly string[];
  readonly textStems: ReadonlySet<string>;
  readonly parameterStems: ReadonlySet<string>;
  readonly verb: string | undefined;
};

export function toolViewOf(tool: Tool): ToolView {
  const leaves = leavesOf(tool);
  const description = tool.doc.get('description');
  const text = typeof description === 'string' ? description : '';
  const words = wordsOfName(tool.name);
  return {
    tool,
    leaves,
    nameStems: [...new Set(words.filter((word) => !isStopWord(word)).map(stemOf))],
    textStems: new Set(contentStems(text)),
    parameterStems: new Set(
      leaves.flatMap((leaf) => [
        ...leaf.nameStems,
        ...leaf.textStems,
        ...leaf.choices.flatMap((choice) => contentStems(String(choice))),
      ]),
    ),
    verb: verbClassOf(words) ?? verbClassOf(wordsOfName(text).slice(0, 2)),
  };
}

/** How well some tokens of a question fit a tool: shares, 0 to 1, of what is told and of what the tool says. */
export type Match = {
  readonly nameCovered: number;
  readonly name: number;
  readonly text: number;
  readonly parameters: number;
  readonly rare: number;
  /** How many different words of the tool are told. */
  readonly matched: number;
  readonly score: number;
  readonly verb: 'same' | 'other' | 'none';
  readonly lastName: boolean;
};

type Said = {
  readonly stem: string;
  readonly verb: string | undefined;
  readonly isStop: boolean;
  readonly weight: number;
};

/** The tools of a task beside each other, so that words count for more where fewer tools have them. */
export class ToolChoice {
  /** Of each token that a tool may be asked for by, what it says: not those in a name, a quote, a code. */
  readonly #said: readonly (Said | undefined)[];
  /** Of each tool. */
  readonly typed: readonly ReturnType<typeof typedFit>[];

  constructor(
    readonly question: Question,
    readonly views: readonly ToolView[],
  ) {
    const rarity = new Map<string, number>();
    this.typed = views.map(({ leaves }) => typedFit(question, leaves));
    const isValue = question.tokens.map(() => false);
    for (const { from, to, sort } of valueMentionsIn(question))
      if (sort === 'text') isValue.fill(true, from, to);
    const stems = new Set(question.tokens.map(({ stem }) => stem));
    for (const stem of stems) {
      const having = views.filter((view) => view.nameStems.includes(stem) || view.textStems.has(stem)).length;
      rarity.set(stem, Math.log((views.length + 1.5) / (having + 0.5)) + 0.3);
    }
    this.#said = question.tokens.map(({ stem, lower, kind }, place) =>
      kind !== 'word' || isValue[place] === true
        ? undefined
        : { stem, verb: verbClassOf([lower]), isStop: isStopWord(lower), weight: rarity.get(stem) ?? 1 },
    );
  }

  /** @param isIn whether the token at a place is looked at */
  match(view: ToolView, isIn: (token: number) => boolean): Match {
    let [all, name, text, parameters, rare, matched] = [0, 0, 0, 0, 0, 0];
    const seen = new Set<string>();
    const verbs = new Set<string>();
    this.#said.forEach((said, place) => {
      if (said === undefined || !isIn(place)) return;
      const { stem, verb, isStop, weight } = said;
      if (verb !== undefined) verbs.add(verb);
      if (isStop || seen.has(stem)) return;
      seen.add(stem);
      all += weight;
      const isNamed = view.nameStems.includes(stem);
      if (isNamed) name += weight;
      if (view.textStems.has(stem)) text += weight;
      if (view.parameterStems.has(stem)) parameters += weight;
      if (isNamed || view.textStems.has(stem)) {
        rare = Math.max(rare, weight);
        matched += 1;
      }
    });
    const covered =
      view.nameStems.filter((stem) => seen.has(stem)).length / Math.max(1, view.nameStems.length);
    const total = Math.max(all, 1e-9);
    return {
      nameCovered: covered,
      name: name / total,
      text: text / total,
      parameters: parameters / total,
      rare,
      matched,
      score: (2 * name + text + 0.5 * parameters) / total + 0.5 * covered,
      verb: view.verb === undefined || verbs.size === 0 ? 'none' : verbs.has(view.verb) ? 'same' : 'other',
      lastName: seen.has(view.nameStems.at(-1) ?? ''),
    };
  }

  /**
   * What speaks for each tool, given the tokens of one call.
   * @param isOwn whether the token at a place belongs to this call alone
   * @param missing how many required values of each tool the question does not seem to hold
   * @param used tools that earlier calls of the plan took
   */
  features(
    isIn: (token: number) => boolean,
    isOwn: (token: number) => boolean,
    missing: readonly number[],
    used: ReadonlySet<number>,
  ): Features[] {
    const matches = this.views.map((view) => this.match(view, isIn));
    const own = this.views.map((view) => this.match(view, isOwn));
    const bestOwn = Math.max(...own.map(({ score }) => score));
    const mostTyped = Math.max(...this.typed.map(({ all }) => all));
    const best = Math.max(...matches.map(({ score }) => score));
    return matches.map((match, index) => {
      return new FeatureRow()
        .add('tool.nameMatched', match.name)
        .add('tool.parametersMatched', match.parameters)
        .when('tool.verb', match.verb === 'same')
        .when('tool.verbDiffers', match.verb === 'other')
        .add('tool.cosine', match.score)
        .when('tool.bestCosine', match.score === best)
        .add('tool.ranked', match.score - best)
        .add('tool.ownName', own[index]?.name ?? 0)
        .add('tool.ownScore', own[index]?.score ?? 0)
        .when('tool.ownBest', bestOwn > 0 && own[index]?.score === bestOwn)
        .add('tool.ownRanked', (own[index]?.score ?? 0) - bestOwn)
        .add('tool.typedShare', this.typed[index]?.required ?? 0)
        .when('tool.mostTyped', mostTyped > 0 && this.typed[index]?.all === mostTyped)
        .when('tool.typesFit', (missing[index] ?? 0) === 0)
        .when('tool.used', used.has(index)).features;
    });
  }
}

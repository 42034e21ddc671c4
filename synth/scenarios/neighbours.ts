import type { Chance, Split, ToolSpec, ToolTree } from '../../datasets/index.ts';
import { verbClasses } from '../lexicon/lexicon.ts';
import { stemsOf, verbOf, wordsOf } from '../tree/terms.ts';
import { shuffled } from './restyle.ts';

/** The tools of one half of the domains, and how near they lie to one another. */
export class Neighbourhood {
  readonly tools: readonly ToolSpec[];
  readonly #byId: ReadonlyMap<string, ToolSpec>;
  readonly #clusters = new Map<string, string>();

  constructor(tree: ToolTree, split: Split) {
    const domains = new Set(split === 'training' ? tree.domains.training : tree.domains.heldOut);
    this.tools = tree.tools.filter(({ domain }) => domains.has(domain));
    this.#byId = new Map(this.tools.map((tool) => [tool.id, tool]));
    for (const { id, tools } of tree.clusters) for (const tool of tools) this.#clusters.set(tool, id);
  }

  /** A tool before it was restyled. */
  asGiven(tool: ToolSpec): ToolSpec {
    return this.#byId.get(tool.id) ?? tool;
  }

  /** All other tools: those of the same cluster and domain, then of one of the two, then the rest; by chance within. */
  nearest(tool: ToolSpec, chance: Chance): ToolSpec[] {
    const cluster = this.#clusters.get(tool.id);
    const distance = (other: ToolSpec) => {
      if (other.domain === tool.domain) return this.#clusters.get(other.id) === cluster ? 0 : 1;
      return this.#clusters.get(other.id) === cluster ? 1 : 2;
    };
    const rings: ToolSpec[][] = [[], [], []];
    const others = this.tools.filter(({ id }) => id !== tool.id);
    for (const other of shuffled(others, chance)) rings[distance(other)]?.push(other);
    return rings.flat();
  }

  /** Whether two tools have neither cluster nor domain in common. */
  isFar(tool: ToolSpec, other: ToolSpec): boolean {
    return tool.domain !== other.domain && this.#clusters.get(tool.id) !== this.#clusters.get(other.id);
  }

  /**
   * Whether a tool might serve what another is for: it does the same kind of thing (a verb of the same class, or no known
   * verb on one side) to something that goes by one of the same words, in its name or in the first sentence of its
   * description. Errs on the side of yes. What was merged away stands in no tree, and is asked about no more.
   */
  couldServe(tool: ToolSpec, wanted: ToolSpec): boolean {
    if (tool.id === wanted.id) return true;
    const [one, other] = [purposeOf(tool), purposeOf(wanted)];
    const isSameKind = one.verb === undefined || other.verb === undefined || one.verb === other.verb;
    return isSameKind && [...one.objects].some((object) => other.objects.has(object));
  }
}

type Purpose = { readonly verb: string | undefined; readonly objects: ReadonlySet<string> };

const purposes = new WeakMap<ToolSpec, Purpose>();

function purposeOf(tool: ToolSpec): Purpose {
  const known = purposes.get(tool);
  if (known !== undefined) return known;
  const [sentence = ''] = tool.description.split(/(?<=[.!?])\s/);
  const subjects = wordsOf(`${tool.name} ${sentence}`).filter((word) => !verbClasses().has(word));
  const purpose = { verb: verbOf(tool), objects: new Set(stemsOf(subjects.join(' '))) };
  purposes.set(tool, purpose);
  return purpose;
}

import type { Merge, ToolSpec, ValueSpec } from '../../datasets/index.ts';
import { conceptClasses } from '../lexicon/lexicon.ts';
import { stemsOf, wordsOf } from './terms.ts';

/** From which likeness (0 to 1) on two parameters may mean the same. */
const LIKENESS = 0.5;

/**
 * Whether two tools take much the same things: half or more of the parameters of the one that has fewer can be paired off with
 * the other's by type and meaning.
 * @returns the parameters of `dropped` by those of `kept`, undefined where they cannot be paired
 */
export function pairParameters(kept: ToolSpec, dropped: ToolSpec): Merge['parameters'] | undefined {
  const [left, right] = [parametersOf(kept), parametersOf(dropped)];
  const candidates = left
    .flatMap((one) => right.map((other) => ({ one, other, likeness: likenessOf(one, other) })))
    .filter(({ likeness }) => likeness >= LIKENESS)
    .sort((a, b) => b.likeness - a.likeness);
  const paired = new Map<string, string>();
  const taken = new Set<string>();
  for (const { one, other } of candidates) {
    if (paired.has(one.name) || taken.has(other.name)) continue;
    paired.set(one.name, other.name);
    taken.add(other.name);
  }
  return 2 * paired.size < Math.min(left.length, right.length) ? undefined : Object.fromEntries(paired);
}

type Parameter = {
  readonly name: string;
  readonly spec: ValueSpec;
  readonly stems: ReadonlySet<string>;
  readonly concepts: ReadonlySet<string>;
};

function parametersOf({ parameters }: ToolSpec): Parameter[] {
  return Object.entries(parameters.properties ?? {}).map(([name, spec]) => ({
    name,
    spec,
    stems: new Set([...stemsOf(name), ...stemsOf(spec.description ?? '')]),
    concepts: new Set(wordsOf(name).flatMap((word) => conceptClasses().get(word) ?? [])),
  }));
}

/** 0 for values that cannot stand for one another; a concept in common counts half, words in common by their share. */
function likenessOf(one: Parameter, other: Parameter): number {
  if (kindOf(one.spec) !== kindOf(other.spec)) return 0;
  const shared = [...one.stems].filter((stem) => other.stems.has(stem)).length;
  const smaller = Math.min(one.stems.size, other.stems.size);
  const byWords = smaller === 0 ? 0 : shared / smaller;
  const byConcept = [...one.concepts].some((concept) => other.concepts.has(concept)) ? LIKENESS : 0;
  const byChoices = sharesChoices(one.spec, other.spec) ? LIKENESS : 0;
  return Math.min(1, byWords + byConcept + byChoices);
}

function kindOf({ type, format, enum: choices }: ValueSpec): string {
  const kind = type === 'integer' ? 'number' : type;
  return `${kind} ${choices === undefined ? (format ?? '') : 'enum'}`;
}

function sharesChoices({ enum: one = [] }: ValueSpec, { enum: other = [] }: ValueSpec): boolean {
  const choices = new Set(one.map((choice) => String(choice).toLowerCase()));
  return other.filter((choice) => choices.has(String(choice).toLowerCase())).length > 1;
}

import type { Chance, ScenarioKind, Split, ToolSpec } from '../../datasets/index.ts';
import { drawArguments, drawValue, isSayable, specOf, type Arguments } from './arguments.ts';
import type { Neighbourhood } from './neighbours.ts';
import type { Wish } from './planned-scenario.ts';
import { restyle, shuffled } from './restyle.ts';

export type Frame = {
  readonly id: string;
  readonly kind: ScenarioKind;
  readonly seed: number;
  readonly split: Split;
  readonly phrasing: Split;
  readonly untouchedShare: number;
};

/** What is wanted and what is offered, restyled, before names are made unique. */
export type Draft = {
  readonly wishes: readonly Wish[];
  readonly offered: readonly ToolSpec[];
  readonly isServed: boolean;
};

/** Of requests that no tool serves: those that no tool could, and those with tools from far away. */
const UNANSWERABLE = 0.2;
const FAR = 0.35;

/** @returns undefined where what was drawn does not suit the kind */
export function draftOf(neighbourhood: Neighbourhood, frame: Frame, chance: Chance): Draft | undefined {
  const tool = chance.pick(neighbourhood.tools);
  if (frame.kind === 'irrelevance') return unserved(neighbourhood, tool, frame, chance);
  const wishes = wishesOf(neighbourhood, tool, frame, chance);
  if (wishes === undefined) return undefined;
  const wanted = new Map(wishes.map((wish) => [wish.tool.id, wish.tool]));
  const near = neighbourhood.nearest(tool, chance);
  const distractors = firstOf(
    near,
    distractorCount(frame.kind, wanted.size, chance),
    (other) => !wanted.has(other.id) && isDistractor(neighbourhood, other, [...wanted.values()]),
  ).map((other) => restyle(other, frame));
  return { wishes, offered: shuffled([...wanted.values(), ...distractors], chance), isServed: true };
}

/** The first ones of which something holds, no more of them than asked for. */
function firstOf(tools: readonly ToolSpec[], count: number, holds: (tool: ToolSpec) => boolean): ToolSpec[] {
  const found: ToolSpec[] = [];
  for (const tool of tools) {
    if (found.length === count) break;
    if (holds(tool)) found.push(tool);
  }
  return found;
}

/** Of the same service, tools are different on purpose; of another, nothing that could serve as well. */
function isDistractor(neighbourhood: Neighbourhood, other: ToolSpec, wanted: readonly ToolSpec[]): boolean {
  return wanted.every((tool) => {
    const plain = neighbourhood.asGiven(tool);
    return other.service === plain.service || !neighbourhood.couldServe(other, plain);
  });
}

function distractorCount(kind: ScenarioKind, wanted: number, chance: Chance): number {
  switch (kind) {
    case 'single':
      return 0;
    case 'multiple':
      return 1 + chance.below(7);
    case 'parallel':
      return chance.with(0.6) ? 0 : 1 + chance.below(2);
    case 'parallel_multiple':
      return chance.below(7 - wanted);
    default:
      return chance.with(0.5) ? 0 : 1 + chance.below(5);
  }
}

function wishesOf(
  neighbourhood: Neighbourhood,
  tool: ToolSpec,
  frame: Frame,
  chance: Chance,
): readonly Wish[] | undefined {
  if (frame.kind === 'parallel_multiple') return differentWishes(neighbourhood, tool, frame, chance);
  const offered = restyle(tool, frame);
  const given = drawArguments(offered, { chance, split: frame.split });
  if (given === undefined) return undefined;
  return frame.kind === 'parallel'
    ? parallelWishes(offered, given, frame, chance)
    : [{ tool: offered, arguments: given }];
}

function parallelWishes(tool: ToolSpec, given: Arguments, frame: Frame, chance: Chance): Wish[] | undefined {
  const names = shuffled(
    Object.keys(given).filter((name) => isVariable(given[name])),
    chance,
  );
  const several = names.length > 1 && chance.with(0.4);
  const varying = names.slice(0, several ? 2 : 1);
  if (varying.length === 0) return undefined;
  const rows =
    several && chance.with(0.3)
      ? gridRows(tool, given, varying, frame, chance)
      : plainRows(tool, given, varying, frame, chance);
  return rows && rows.length > 1 ? rows.map((row) => ({ tool, arguments: row })) : undefined;
}

function isVariable(value: Arguments[string] | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || Array.isArray(value);
}

/** Calls that differ in all of some parameters. */
function plainRows(
  tool: ToolSpec,
  given: Arguments,
  varying: readonly string[],
  frame: Frame,
  chance: Chance,
): Arguments[] {
  const wanted = 2 + chance.below(chance.with(0.6) ? 2 : 4);
  const rows = [given];
  for (let tries = 0; rows.length < wanted && tries < 30; tries++) {
    const drawn = varying.map((name) => [
      name,
      drawValue(specOf(tool, name), name, { chance, split: frame.split }),
    ]);
    const row = { ...given, ...(Object.fromEntries(drawn) as Arguments) };
    const isNew = rows.every((other) => varying.every((name) => !isSame(other[name], row[name])));
    if (isNew && isSayable(tool, row)) rows.push(row);
  }
  return rows;
}

/** Two values of one parameter crossed with two of another: four calls. */
function gridRows(
  tool: ToolSpec,
  given: Arguments,
  [first = '', second = '']: readonly string[],
  frame: Frame,
  chance: Chance,
): Arguments[] | undefined {
  const draw = (name: string) => drawValue(specOf(tool, name), name, { chance, split: frame.split });
  const [other, another] = [draw(first), draw(second)];
  if (isSame(other, given[first]) || isSame(another, given[second])) return undefined;
  const rows = [
    given,
    { ...given, [second]: another },
    { ...given, [first]: other },
    { ...given, [first]: other, [second]: another },
  ];
  return rows.every((row) => isSayable(tool, row)) ? rows : undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Calls of different tools of one service, else of one domain; what they have in common has the same value at times. */
function differentWishes(
  neighbourhood: Neighbourhood,
  tool: ToolSpec,
  frame: Frame,
  chance: Chance,
): Wish[] | undefined {
  const near = neighbourhood.nearest(tool, chance).filter(({ domain }) => domain === tool.domain);
  const ranked = [
    ...near.filter(({ service }) => service === tool.service),
    ...near.filter(({ service }) => service !== tool.service),
  ];
  const others = ranked.filter(
    (other) => other.service === tool.service || !neighbourhood.couldServe(other, tool),
  );
  const count = 1 + chance.below(chance.with(0.6) ? 2 : 3);
  const chosen = [tool, ...others.slice(0, count)].map((one) => restyle(one, frame));
  if (chosen.length < 2) return undefined;
  const known = new Map<string, Arguments[string]>();
  const wishes = chosen.flatMap((one) => {
    const drawn = drawArguments(one, { chance, split: frame.split });
    if (drawn === undefined) return [];
    const unified = unifiedWith(one, drawn, known, chance);
    for (const [name, value] of Object.entries(unified)) known.set(name, value);
    return [{ tool: one, arguments: unified }];
  });
  return wishes.length < 2 ? undefined : wishes;
}

function unifiedWith(
  tool: ToolSpec,
  drawn: Arguments,
  known: ReadonlyMap<string, Arguments[string]>,
  chance: Chance,
): Arguments {
  const entries = Object.entries(drawn).map(([name, value]): [string, Arguments[string]] => {
    const other = known.get(name);
    return [name, other !== undefined && typeof other === typeof value && chance.with(0.7) ? other : value];
  });
  const unified = Object.fromEntries(entries);
  return isSayable(tool, unified) ? unified : drawn;
}

/** What is asked for is what another tool does, or nothing that a tool could do. */
function unserved(
  neighbourhood: Neighbourhood,
  tool: ToolSpec,
  frame: Frame,
  chance: Chance,
): Draft | undefined {
  const near = neighbourhood.nearest(tool, chance);
  const count = 1 + chance.below(6);
  if (chance.with(UNANSWERABLE)) {
    return {
      wishes: [],
      offered: [tool, ...near].slice(0, count).map((one) => restyle(one, frame)),
      isServed: false,
    };
  }
  const isFar = chance.with(FAR);
  const offered = firstOf(
    near,
    count,
    (other) => !neighbourhood.couldServe(other, tool) && (!isFar || neighbourhood.isFar(tool, other)),
  );
  const given = drawArguments(tool, { chance, split: frame.split });
  if (offered.length === 0 || given === undefined) return undefined;
  return {
    wishes: [{ tool, arguments: given }],
    offered: shuffled(offered, chance).map((one) => restyle(one, frame)),
    isServed: false,
  };
}

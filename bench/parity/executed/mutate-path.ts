import type { Chance } from '../../../datasets/index.ts';
import { mutateText } from '../mutate-text.ts';
import {
  bendCall,
  callText,
  planCall,
  readCall,
  type Environment,
  type PlannedCall,
} from './planned-call.ts';
import { lookAt, readResult } from './vocabulary.ts';

/** A call, or a text that is none or none any more. */
export type PathItem = PlannedCall | string;
export type PathTurn = readonly PathItem[];

/** What mutations draw from. */
export type PathSurroundings = {
  /** Instances as the task begins, by class. */
  readonly environments: readonly Environment[];
  readonly ask: (call: string) => string;
  /** Turns of other tasks. */
  readonly otherTurns: readonly (readonly string[])[];
};

export const itemText = (item: PathItem): string => (typeof item === 'string' ? item : callText(item));

/** Call texts as items. */
export function itemsOf(texts: readonly string[]): PathItem[] {
  return texts.map((text) => readCall(text) ?? text);
}

const blocked = [
  'kill()',
  'exit()',
  'quit(0)',
  'remove(1)',
  'unlink(x=1)',
  "popen('ls')",
  'run()',
  'os.remove("x")',
];
const unknown = [
  'nothing()',
  'delete_everything(now=True)',
  'a.b(1)',
  "get_weather(city='Bern')",
  'len',
  '1',
  "'text'",
];

/** A call that the task does not ask for. */
function extraCall({ environments, ask }: PathSurroundings, chance: Chance): PathItem {
  const environment = chance.pick(environments);
  const look = lookAt(
    () => environment.state(),
    (call) => readResult(ask(call)),
  );
  return planCall(environment, chance.pick([...environment.type.methods.keys()]), look, chance);
}

function otherMethod(call: PlannedCall, { environments }: PathSurroundings, chance: Chance): PlannedCall {
  const methods = environments.flatMap(({ type }) => [...type.methods.keys()]);
  return { ...call, method: chance.pick([...methods, call.method.toUpperCase(), `${call.method}_x`]) };
}

/** A call changed; texts only by their characters. */
function changedItem(item: PathItem, turn: PathTurn, around: PathSurroundings, chance: Chance): PathItem {
  if (typeof item === 'string' || chance.with(0.12)) return mutateText(itemText(item), chance);
  if (chance.with(0.2)) return otherMethod(item, around, chance);
  const others = turn.filter((other): other is PlannedCall => typeof other !== 'string');
  return bendCall(item, others, chance);
}

function inserted(turn: PathTurn, item: PathItem, chance: Chance): PathItem[] {
  return [...turn].toSpliced(chance.below(turn.length + 1), 0, item);
}

/** A turn with one thing changed. */
function mutateTurn(turn: PathTurn, around: PathSurroundings, chance: Chance): PathTurn {
  const at = chance.below(Math.max(1, turn.length));
  const item = turn[at];
  if (item === undefined || chance.with(0.2)) return inserted(turn, extraCall(around, chance), chance);
  switch (chance.below(9)) {
    case 0:
      return turn.filter((_, index) => index !== at);
    case 1:
      return inserted(turn, item, chance);
    case 2:
      return turn.length > 1 ? turn.toReversed() : [];
    case 3:
      return inserted(turn, chance.pick([...blocked, ...unknown]), chance);
    case 4:
      return [...turn.slice(0, at), ...itemsOf(chance.pick(around.otherTurns)), ...turn.slice(at)];
    default:
      return turn.map((old, index) => (index === at ? changedItem(old, turn, around, chance) : old));
  }
}

/** One thing changed about the turns. */
export function mutatePath(
  turns: readonly PathTurn[],
  around: PathSurroundings,
  chance: Chance,
): readonly PathTurn[] {
  const at = chance.below(turns.length);
  const other = chance.below(turns.length);
  const [turn = [], second = []] = [turns[at], turns[other]];
  switch (chance.below(14)) {
    case 0:
      return turns.with(at, []);
    case 1:
      return turns.with(at, itemsOf(chance.pick(around.otherTurns)));
    case 2:
      return turns.with(at, second).with(other, turn);
    case 3: {
      const moved = turn.slice(-1);
      return other === at ? turns : turns.with(at, turn.slice(0, -1)).with(other, [...second, ...moved]);
    }
    default:
      return turns.with(at, mutateTurn(turn, around, chance));
  }
}

/** The calls of a turn by steps. */
export function steps(turn: PathTurn, chance: Chance): string[][] {
  const texts = turn.map(itemText);
  const all: string[][] = chance.with(0.4) ? [texts] : texts.map((text) => [text]);
  const some = chance.with(0.2) ? [texts.slice(0, 1), texts.slice(1)] : all;
  return chance.with(0.03) ? [...some, []] : some.filter((step) => step.length > 0);
}

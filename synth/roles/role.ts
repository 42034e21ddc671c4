import { chanceAt, type Message, type ToolCall } from '../../datasets/index.ts';
import type { FunctionDoc } from '../../bench/index.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import type { CallResult } from '../server/simulator.ts';

/** What a player sees. A model is told of it what its role may know; the procedural players know the path. */
export type View = {
  readonly planned: PlannedScenario;
  /** Tools as the MCP server lists them. */
  readonly offered: readonly FunctionDoc[];
  /** So far. The list grows later: copy what is to be kept. To the server: its own calls and answers alone. */
  readonly messages: readonly Message[];
};

/** One of the three players. It holds nothing of a conversation: all that it needs stands in the view. */
export type Role<Turn> = {
  readonly name: string;
  /**
   * @param seed the conversation's: what is drawn in a turn hangs on it, the role and the number of messages
   * @throws {ModelFault} where a model gives no answer
   */
  next(view: View, seed: number, signal: AbortSignal): Promise<Turn>;
};

export type UserTurn = { readonly say: string } | { readonly stop: true };

/** Without calls it speaks to the user. */
export type AssistantTurn = { readonly content: string; readonly calls: readonly ToolCall[] };

/** To the calls of the view that have no answer yet, in their order. */
export type ServerTurn = { readonly answers: readonly CallResult[] };

/** How a scenario is put into words. */
export type Speech = {
  opening(planned: PlannedScenario): string;
  /** @param parameters names of arguments that the user was asked for, at least one */
  answer(planned: PlannedScenario, parameters: readonly string[]): string;
};

/** Names of the arguments that the user keeps to themselves until asked, each once. */
export function heldBack({ scenario }: PlannedScenario): string[] {
  const held = scenario.facts.filter(({ telling }) => telling === 'held_back');
  return [...new Set(held.map(({ parameter }) => parameter))];
}

/** The seed of a model's turn. */
export function turnSeed(seed: number, role: string, turn: number): number {
  return chanceAt(seed, role, turn).below(2 ** 31 - 1);
}

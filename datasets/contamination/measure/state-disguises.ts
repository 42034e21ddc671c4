import type { Chance } from '../../random.ts';
import { isObject, type JsonObject } from '../tool-shape.ts';
import type { Disguise } from './disguises.ts';
import { pythonText } from './schema-disguises.ts';

type State = { readonly environment: string; readonly state: JsonObject };

/** About a share of the values changed, the keys kept. */
function edited(value: unknown, share: number, chance: Chance): unknown {
  if (Array.isArray(value)) return value.map((item) => edited(item, share, chance));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, edited(inner, share, chance)]),
    );
  }
  if (!chance.with(share)) return value;
  return typeof value === 'number' ? value + 1 + chance.below(9) : `changed ${chance.below(1000)}`;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

export const stateDisguises: readonly Disguise<State>[] = [
  {
    name: 'verbatim',
    plant: ({ environment, state }) => ({ fields: { initial_config: { [environment]: state } } }),
  },
  { name: 'under another name', plant: ({ state }) => ({ fields: { world: { setup: { thing: state } } } }) },
  { name: 'keys reordered', plant: ({ state }) => ({ fields: { state: reversed(state) } }) },
  { name: 'in JSON in a field', plant: ({ state }) => ({ fields: { config: JSON.stringify({ state }) } }) },
  {
    name: 'in JSON in a message',
    plant: ({ state }) => ({ system: `The world is like this: ${JSON.stringify(state)} Act on it.` }),
  },
  { name: 'as Python in a message', plant: ({ state }) => ({ system: `State:\n${pythonText(state)}` }) },
  {
    name: 'a tenth of the values changed',
    plant: ({ state }, chance) => ({ fields: { state: edited(state, 0.1, chance) } }),
  },
  {
    name: 'a third of the values changed',
    plant: ({ state }, chance) => ({ fields: { state: edited(state, 0.33, chance) } }),
  },
];

import type { Chance } from '../../random.ts';
import type { ExpectedCall } from '../../suite.ts';
import { plainOf } from '../plain.ts';
import { isObject, type JsonObject } from '../tool-shape.ts';
import type { WrittenCall } from './clean-rows.ts';
import type { Disguise, Plant } from './disguises.ts';
import { pythonText } from './schema-disguises.ts';

type CallDisguise = Disguise<ExpectedCall>;

/** A call that the expected one accepts, with one of the accepted values for every parameter. */
function accepted({ name, parameters }: ExpectedCall, chance: Chance, leaveOut = false): WrittenCall {
  const given = [...parameters].flatMap(([key, values]) => {
    const choices = values.filter((value) => value !== '');
    const isOptional = choices.length < values.length;
    if (choices.length === 0 || (leaveOut && isOptional)) return [];
    return [[key, filled(plainOf(chance.pick(choices)), chance)] as const];
  });
  return { name, arguments: Object.fromEntries(given) };
}

/** Inside of accepted objects every key has a list of accepted values. */
function filled(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) => (isObject(item) ? filled(item, chance) : item));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).flatMap(([key, choices]) => {
    const some: readonly unknown[] = Array.isArray(choices)
      ? choices.filter((choice) => choice !== '')
      : [choices];
    return some.length === 0 ? [] : [[key, filled(chance.pick<unknown>(some), chance)] as const];
  });
  return Object.fromEntries(fields);
}

const made = (call: WrittenCall): Plant => ({ calls: [call] });

function mapped(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!isObject(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, change)]));
}

function changed(call: WrittenCall, change: (leaf: unknown) => unknown): WrittenCall {
  return { name: call.name, arguments: mapped(call.arguments, change) as JsonObject };
}

function pythonCall({ name, arguments: given }: WrittenCall): string {
  const parameters = Object.entries(given).map(([key, value]) => `${key}=${pythonText(value)}`);
  return `[${name}(${parameters.join(', ')})]`;
}

const isIdentifier = /^[A-Za-z_][\w.]*$/;

function asPython(call: WrittenCall, around = ''): Plant | undefined {
  const isWritable =
    isIdentifier.test(call.name) && Object.keys(call.arguments).every((key) => /^[A-Za-z_]\w*$/.test(key));
  return isWritable ? { says: `${around}${pythonCall(call)}${around}` } : undefined;
}

function taggedCall({ name, arguments: given }: WrittenCall): string {
  const parameters = Object.entries(given).map(
    ([key, value]) =>
      `<parameter=${key}>\n${typeof value === 'string' ? value : JSON.stringify(value)}\n</parameter>`,
  );
  return `<tool_call>\n<function=${name}>\n${parameters.join('\n')}\n</function>\n</tool_call>`;
}

export const callDisguises: readonly CallDisguise[] = [
  { name: 'verbatim', plant: (call, chance) => made(accepted(call, chance)) },
  { name: 'optional arguments left out', plant: (call, chance) => made(accepted(call, chance, true)) },
  {
    name: 'arguments reordered',
    plant: (call, chance) => {
      const { name, arguments: given } = accepted(call, chance);
      return made({ name, arguments: Object.fromEntries(Object.entries(given).reverse()) });
    },
  },
  {
    name: 'values as texts',
    plant: (call, chance) =>
      made(
        changed(accepted(call, chance), (leaf) =>
          typeof leaf === 'number' || typeof leaf === 'boolean' ? String(leaf) : leaf,
        ),
      ),
  },
  {
    name: 'texts in other case',
    plant: (call, chance) =>
      made(changed(accepted(call, chance), (leaf) => (typeof leaf === 'string' ? leaf.toUpperCase() : leaf))),
  },
  { name: 'as Python in an answer', plant: (call, chance) => asPython(accepted(call, chance)) },
  {
    name: 'as Python amid words',
    plant: (call, chance) => asPython(accepted(call, chance), ' Now (as you asked), this is it. '),
  },
  { name: 'in XML tags', plant: (call, chance) => ({ says: taggedCall(accepted(call, chance)) }) },
  {
    name: 'in JSON in a field',
    plant: (call, chance) => ({ fields: { trace: JSON.stringify([{ step: accepted(call, chance) }]) } }),
  },
  {
    name: 'function renamed',
    plant: (call, chance) => made({ ...accepted(call, chance), name: 'perform_the_step' }),
  },
  {
    name: 'function and parameters renamed',
    plant: (call, chance) => {
      const given = Object.values(accepted(call, chance).arguments);
      const renamed = Object.fromEntries(given.map((value, index) => [`slot_${index}`, value]));
      return made({ name: 'perform_the_step', arguments: renamed });
    },
  },
];

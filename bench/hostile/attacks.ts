import * as z from 'zod';
import { repr, type Value } from '../../datasets/index.ts';
import {
  DecodeError,
  environmentClass,
  environmentNames,
  executeCalls,
  openInstances,
  settingFor,
  type Instances,
  type PathTask,
} from '../../graders/index.ts';

/** A call text; where it is long, in pieces, behind which a number says how often. */
const TextSchema = z.union([
  z.string(),
  z.array(z.union([z.string(), z.number()])).transform((pieces) =>
    pieces
      .map((piece, index) => {
        const count = pieces[index + 1];
        if (typeof piece === 'number') return '';
        return typeof count === 'number' ? piece.repeat(count) : piece;
      })
      .join(''),
  ),
]);

const CallsSchema = z.union([
  TextSchema.transform((text) => [text]),
  z.strictObject({ calls: z.array(TextSchema).min(1) }).transform(({ calls }) => calls),
]);

const kinds = ['python', 'object', 'subset', 'budget', 'nothing'] as const;

const GroupSchema = z.strictObject({
  group: z.string(),
  /** An exception in Python's words. */
  python: z.array(CallsSchema).default([]),
  /** The text of an object that nothing can be done with. */
  object: z.array(CallsSchema).default([]),
  /** One of our limits, by its name. */
  subset: z.array(CallsSchema).default([]),
  budget: z.array(CallsSchema).default([]),
  /** Whatever: it hangs on the environment, or is long. */
  nothing: z.array(CallsSchema).default([]),
  /** The value that they have in Python. */
  values: z.array(z.tuple([CallsSchema, z.string()])).default([]),
});

/** Call texts made to reach out of the environments, or to take more than their share. */
export type Attack = {
  readonly group: string;
  /** The last one is the attack, those before prepare it. */
  readonly calls: readonly string[];
  readonly expected: (typeof kinds)[number] | { readonly value: string };
};

export type AttackOutcome = {
  readonly result: string;
  /** Whether the last call left all environments as they were. */
  readonly isStateKept: boolean;
  /** Objects outside of the environments that are not as they were. */
  readonly touched: readonly string[];
};

const instanceName = (environment: string) => `m_eval_attack_0_${environment}_instance`;

/** The method of an environment with the fewest required parameters. */
function methodOf(environment: string): string {
  const methods = [...(environmentClass(environment)?.methods ?? [])];
  const required = methods.map(
    ([name, parameters]) =>
      [name, parameters.filter(({ isOptional }) => isOptional !== true).length] as const,
  );
  return required.sort(([, a], [, b]) => a - b)[0]?.[0] ?? '';
}

/** The attacks of a corpus. Those that name INSTANCE or METHOD are there for every environment. @throws {z.ZodError} */
export function readAttacks(corpus: unknown): Attack[] {
  return z
    .array(GroupSchema)
    .parse(corpus)
    .flatMap(({ group, values, ...byKind }) => [
      ...kinds.flatMap((expected) => byKind[expected].map((calls) => ({ group, calls, expected }))),
      ...values.map(([calls, value]) => ({ group, calls, expected: { value } })),
    ])
    .flatMap(inEveryEnvironment);
}

function inEveryEnvironment(attack: Attack): Attack[] {
  if (!attack.calls.some((call) => /INSTANCE|METHOD/.test(call))) return [attack];
  return environmentNames.map((name) => {
    const filled = (call: string) =>
      call.replaceAll('INSTANCE', instanceName(name)).replaceAll('METHOD', methodOf(name));
    return { ...attack, calls: attack.calls.map(filled) };
  });
}

const task: PathTask = {
  id: 'attack_0',
  classes: environmentNames,
  configuration: new Map([['WebSearchAPI', new Map([['show_snippet', true]])]]),
  path: [],
  isLongContext: false,
};
const surroundings = { today: { year: 2026, month: 3, day: 4 }, longContext: new Map<string, Value>() };

/** Fresh instances of every environment, prepared for the last call. */
export function preparedInstances({ calls }: Attack): Instances {
  const instances = openInstances(task, 'm', settingFor(task, surroundings));
  executeCalls(calls.slice(0, -1), instances);
  return instances;
}

export function playAttack(attack: Attack): AttackOutcome {
  const instances = preparedInstances(attack);
  const [outside, state] = [outsideText(), stateText(instances)];
  const [result = ''] = executeCalls(attack.calls.slice(-1), instances);
  const touched = [...outsideText()].filter(([name, text]) => outside.get(name) !== text);
  return { result, isStateKept: stateText(instances) === state, touched: touched.map(([name]) => name) };
}

function stateText(instances: Instances): string {
  return [...instances.values()]
    .map((one) => {
      try {
        return repr(new Map<Value, Value>(one.state()));
      } catch (error) {
        if (error instanceof DecodeError) return error.message;
        throw error;
      }
    })
    .join('\n');
}

/** Everything that a call could have hung something on. */
const outside = {
  globalThis,
  Object,
  Array,
  Map,
  Function,
  String,
  Number,
  BigInt,
  RegExp,
  Error,
  JSON,
  Math,
  'Object.prototype': Object.prototype,
  'Array.prototype': Array.prototype,
  'Map.prototype': Map.prototype,
  'Function.prototype': Function.prototype,
  'String.prototype': String.prototype,
  'Number.prototype': Number.prototype,
  'BigInt.prototype': BigInt.prototype,
  'RegExp.prototype': RegExp.prototype,
  'Error.prototype': Error.prototype,
};

function outsideText(): Map<string, string> {
  return new Map(
    Object.entries(outside).map(([name, object]) => [name, Reflect.ownKeys(object).map(String).join(' ')]),
  );
}

const failed = 'Error during execution: ';

/** What is wrong with how an attack ended; undefined where nothing is. */
export function faultOf(attack: Attack, { result, isStateKept, touched }: AttackOutcome): string | undefined {
  const { calls, expected } = attack;
  if (touched.length > 0) return `touched ${touched.join(', ')}`;
  if (result.startsWith(failed) && !isStateKept) return 'changed the state and failed';
  // Python's messages may repeat what they were given.
  const longest = 2 ** 21 + (calls.at(-1)?.length ?? 0);
  if (result.length > longest) return `answered with ${result.length} characters`;
  if (expected === 'nothing') return undefined;
  const isExpected = typeof expected === 'object' ? result === expected.value : kindOf(result) === expected;
  return isExpected ? undefined : `came to ${result.slice(0, 200)}`;
}

/** As the built-in function `len` or a module is written, perhaps within a list, dict or set. */
const OBJECT = /<built-in function \w+>|<class '\w+'>| at 0x7f0+>/;

function kindOf(result: string): string {
  if (!result.startsWith(failed)) return OBJECT.test(result) ? 'object' : 'value';
  if (result.endsWith('[inftool:evaluator-subset]')) return 'subset';
  return result.endsWith('[inftool:evaluation-budget]') ? 'budget' : 'python';
}

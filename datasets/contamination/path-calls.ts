import { parseExpression } from '../python/parser.ts';
import type { Expression } from '../python/syntax.ts';
import { plainOf } from './plain.ts';

/** A call as Python writes it; arguments without a name by their place. */
export type WrittenCall = {
  readonly name: string;
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
};

/** Texts longer than that are not read as Python. */
const LONGEST = 20_000;

/** What a Python expression says as data: a literal. Undefined for anything else. */
export function readPythonLiteral(text: string): unknown {
  const tree = parsed(text);
  return tree === undefined ? undefined : literalOf(tree);
}

/** The calls in a text that is nothing but calls: one, or a list of them, as BFCL has models write them. */
export function readPythonCalls(text: string): WrittenCall[] {
  const tree = parsed(text);
  if (tree === undefined) return [];
  const items = tree.kind === 'List' || tree.kind === 'Tuple' ? tree.elements : [tree];
  return items.flatMap(callOf);
}

function parsed(text: string): Expression | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return parseExpression(text);
  } catch {
    return undefined; // whatever is wrong with it: it is no Python
  }
}

function callOf(tree: Expression): WrittenCall[] {
  if (tree.kind !== 'Call') return [];
  const name = nameOf(tree.func);
  if (name === undefined) return [];
  const named = tree.keywords.flatMap(({ argument, value }) =>
    argument === null ? [] : [[argument, literalOf(value)] as const],
  );
  return [{ name, positional: tree.args.map(literalOf), named: Object.fromEntries(named) }];
}

function nameOf(tree: Expression): string | undefined {
  if (tree.kind === 'Name') return tree.id;
  if (tree.kind !== 'Attribute') return undefined;
  const before = nameOf(tree.value);
  return before === undefined ? undefined : `${before}.${tree.attribute}`;
}

/** As Java and JavaScript spell them. */
const otherConstants: ReadonlyMap<string, unknown> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function literalOf(tree: Expression): unknown {
  switch (tree.kind) {
    case 'Constant':
      return plainOf(tree.value);
    case 'Name':
      return otherConstants.get(tree.id);
    case 'List':
    case 'Tuple':
    case 'Set':
      return tree.elements.map(literalOf);
    case 'Dict':
      return Object.fromEntries(
        tree.values.map((value, index) => {
          const key = tree.keys[index];
          return [key == null ? '' : String(literalOf(key)), literalOf(value)];
        }),
      );
    case 'UnaryOp': {
      const operand = literalOf(tree.operand);
      return tree.operator === 'USub' && typeof operand === 'number' ? -operand : operand;
    }
    default:
      return undefined;
  }
}

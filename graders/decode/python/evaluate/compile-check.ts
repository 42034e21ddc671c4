import type { Expression } from '../../../../datasets/index.ts';
import type { Comprehension, Node, Parameters } from '../node.ts';
import { raise } from './failure.ts';

/** Where an expression stands, as far as Python's compiler minds. */
type Place = {
  readonly allowsYield: boolean;
  readonly allowsAwait: boolean;
  readonly isInIterable: boolean;
  /** Names that enclosing comprehensions bind, as far as `:=` would bind them too. */
  readonly loopNames: readonly string[];
};

/**
 * What parses but does not compile: a keyword twice, `yield` outside lambdas, `await` and `async for` outside generator
 * expressions, misplaced `:=`, a lambda's parameter twice, `__debug__` with a value. Python refuses these also where evaluation would not come by.
 * @throws {DecodeError} where Python raises SyntaxError
 */
export function checkCompiles(node: Expression): void {
  visit(node, { allowsYield: false, allowsAwait: false, isInIterable: false, loopNames: [] });
}

function visit(node: Expression, place: Place): void {
  switch (node.kind) {
    case 'Constant':
    case 'Name':
      return;
    case 'Lambda':
      visitLambda(node, place);
      return;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
    case 'DictComp':
      visitComprehension(node, place);
      return;
    case 'Call':
      checkDistinct(
        node.keywords.flatMap(({ argument }) => argument ?? []),
        (name) => `keyword argument repeated: ${name}`,
      );
      break;
    case 'Yield':
    case 'YieldFrom':
      if (!place.allowsYield) raise('SyntaxError', "'yield' outside function");
      break;
    case 'Await':
      if (!place.allowsAwait) raise('SyntaxError', "'await' outside async function");
      break;
    case 'NamedExpr':
      checkTarget(node.target, place);
      break;
    default:
  }
  visitParts(Object.values(node), place);
}

/** Whatever expressions a node's fields hold, directly or in lists and records. */
function visitParts(parts: readonly unknown[], place: Place): void {
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    if (isExpression(part)) visit(part, place);
    else visitParts(Object.values(part), place);
  }
}

function isExpression(part: object): part is Expression {
  return 'kind' in part;
}

/** @param text of the error for a name that comes twice */
function checkDistinct(names: readonly string[], text: (name: string) => string): void {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) raise('SyntaxError', text(repeated));
  checkAssignable(names);
}

function checkAssignable(names: readonly string[]): void {
  if (names.includes('__debug__')) raise('SyntaxError', 'cannot assign to __debug__');
}

function checkTarget(target: Expression, { isInIterable, loopNames }: Place): void {
  if (isInIterable) raise('SyntaxError', 'assignment expression in a comprehension iterable expression');
  checkAssignable(namesIn(target));
  if (target.kind === 'Name' && loopNames.includes(target.id)) {
    raise('SyntaxError', 'assignment expression cannot rebind a comprehension iteration variable');
  }
}

function visitLambda({ parameters, body }: Node<'Lambda'>, place: Place): void {
  checkDistinct(parameterNames(parameters), (name) => `duplicate argument '${name}' in function definition`);
  visitParts([parameters.defaults, parameters.keywordDefaults], place);
  visit(body, { ...place, allowsYield: true, allowsAwait: false, loopNames: [] });
}

function parameterNames(parameters: Parameters): string[] {
  const { positionalOnly, positional, variadic, keywordOnly, keywordVariadic } = parameters;
  const all = [...positionalOnly, ...positional, variadic, ...keywordOnly, keywordVariadic];
  return all.flatMap((parameter) => parameter?.name ?? []);
}

type ComprehensionNode = Node<'DictComp'> | Node<'ListComp' | 'SetComp' | 'GeneratorExp'>;

function visitComprehension(node: ComprehensionNode, place: Place): void {
  const [first, ...others] = node.generators;
  if (first === undefined) return;
  visit(first.iterable, { ...place, isInIterable: true });
  const names = targetNames(node.generators);
  checkAssignable(names);
  const allowsAwait = place.allowsAwait || node.kind === 'GeneratorExp';
  if (!allowsAwait && node.generators.some(({ isAsync }) => isAsync)) {
    raise('SyntaxError', 'asynchronous comprehension outside of an asynchronous function');
  }
  const inside: Place = {
    ...place,
    allowsYield: false,
    allowsAwait,
    loopNames: [...place.loopNames, ...names],
  };
  for (const { iterable } of others) visit(iterable, { ...inside, isInIterable: true });
  visitParts(
    node.generators.map(({ target, conditions }) => [target, conditions]),
    inside,
  );
  visitParts(node.kind === 'DictComp' ? [node.key, node.value] : [node.element], inside);
}

/** The names that a comprehension's targets bind. */
export function targetNames(generators: readonly Comprehension[]): string[] {
  return generators.flatMap(({ target }) => namesIn(target));
}

function namesIn(target: Expression): string[] {
  if (target.kind === 'Name') return [target.id];
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elements.flatMap(namesIn);
  return target.kind === 'Starred' ? namesIn(target.value) : [];
}

import type { Comprehension, Expression, Parameters } from './syntax.ts';

/** Null stands for a node without children that our trees do not have. */
type Child = Expression | null;

/**
 * Whether a node of the tree is on a level above `limit` (the root is on level 1), counted as CPython's `ast` does: a
 * keyword, a comprehension, a lambda's parameters and each parameter are nodes of their own.
 */
export function isDeeperThan(root: Expression, limit: number): boolean {
  let level: Child[] = [root];
  let oneFurther: Child[] = [];
  for (let depth = 1; level.length + oneFurther.length > 0; depth++) {
    if (depth > limit) return true;
    const next = oneFurther;
    oneFurther = [];
    for (const node of level) {
      if (node === null) continue;
      addChildren(node, next, depth < limit);
      addGrandchildren(node, oneFurther);
    }
    level = next;
  }
  return false;
}

/** @param isInner whether children without children of their own may be left out: none of these is too deep */
function addChildren(node: Expression, target: Child[], isInner: boolean): void {
  const add = (child: Child): void => {
    if (child !== null && !(isInner && isLeaf(child))) target.push(child);
  };
  switch (node.kind) {
    case 'Constant':
    case 'Name':
      return;
    case 'List':
    case 'Tuple':
    case 'Set':
      node.elements.forEach(add);
      return;
    case 'Dict':
      node.keys.forEach(add);
      node.values.forEach(add);
      return;
    case 'BoolOp':
    case 'JoinedStr':
      node.values.forEach(add);
      return;
    case 'Compare':
      add(node.left);
      node.comparators.forEach(add);
      return;
    case 'Call':
      add(node.func);
      node.args.forEach(add);
      return;
    case 'Lambda':
      add(node.body);
      return;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      add(node.element);
      return;
    case 'DictComp':
      add(node.key);
      add(node.value);
      return;
    case 'UnaryOp':
      add(node.operand);
      return;
    case 'BinOp':
      add(node.left);
      add(node.right);
      return;
    case 'IfExp':
      add(node.test);
      add(node.body);
      add(node.orElse);
      return;
    case 'Subscript':
      add(node.value);
      add(node.slice);
      return;
    case 'NamedExpr':
      add(node.target);
      add(node.value);
      return;
    case 'FormattedValue':
      add(node.value);
      add(node.formatSpec);
      return;
    case 'Slice':
      add(node.lower);
      add(node.upper);
      add(node.step);
      return;
    default:
      add(node.value);
  }
}

function isLeaf({ kind }: Expression): boolean {
  return kind === 'Constant' || kind === 'Name';
}

/** Children of nodes that our trees do not have. */
function addGrandchildren(node: Expression, target: Child[]): void {
  if (node.kind === 'Call') {
    for (const keyword of node.keywords) target.push(keyword.value);
  } else if (node.kind === 'Lambda') addParameters(node.parameters, target);
  else if ('generators' in node) addClauses(node.generators, target);
}

function addParameters(parameters: Parameters, target: Child[]): void {
  const { positionalOnly, positional, variadic, keywordOnly, keywordVariadic } = parameters;
  const named = positionalOnly.length + positional.length + keywordOnly.length;
  if (named > 0 || variadic !== null || keywordVariadic !== null) target.push(null);
  for (const value of parameters.defaults) target.push(value);
  for (const value of parameters.keywordDefaults) target.push(value);
}

function addClauses(clauses: readonly Comprehension[], target: Child[]): void {
  for (const { target: bound, iterable, conditions } of clauses) {
    target.push(bound, iterable);
    for (const condition of conditions) target.push(condition);
  }
}

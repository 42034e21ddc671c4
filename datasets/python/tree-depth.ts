import type { Comprehension, Expression, Parameters } from './syntax.ts';

/** Null stands for a node without children that our trees do not have, or for none where others are beside it. */
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
      for (const child of children(node)) {
        if (depth === limit || !isLeaf(child)) next.push(child);
      }
      addGrandchildren(node, oneFurther);
    }
    level = next;
  }
  return false;
}

/** Of no matter where the levels below may still be in bounds. */
function isLeaf(child: Child): boolean {
  return child?.kind === 'Constant' || child?.kind === 'Name';
}

function children(node: Expression): readonly Child[] {
  switch (node.kind) {
    case 'Constant':
    case 'Name':
      return [];
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elements;
    case 'Dict':
      return [...node.keys, ...node.values];
    case 'BoolOp':
    case 'JoinedStr':
      return node.values;
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Call':
      return [node.func, ...node.args];
    case 'Lambda':
      return [node.body];
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return [node.element];
    case 'DictComp':
      return [node.key, node.value];
    case 'UnaryOp':
      return [node.operand];
    case 'BinOp':
      return [node.left, node.right];
    case 'IfExp':
      return [node.test, node.body, node.orElse];
    case 'Subscript':
      return [node.value, node.slice];
    case 'NamedExpr':
      return [node.target, node.value];
    case 'FormattedValue':
      return [node.value, node.formatSpec];
    case 'Slice':
      return [node.lower, node.upper, node.step].filter((bound) => bound !== null);
    default:
      return node.value === null ? [] : [node.value];
  }
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

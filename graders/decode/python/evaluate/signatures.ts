import { raise } from './failure.ts';
import type { Arguments } from './objects.ts';

/** How CPython takes a call apart; it decides in which words a wrong number of arguments is refused. */
type Signature = { readonly form: 'none' | 'one' } | Counted | Named;

/** Positional arguments only; `parsed`: by a format string. */
type Counted = {
  readonly form: 'positional' | 'parsed';
  readonly least: number;
  readonly most: number;
};

/** The first `least` are required, the first `positionalOnly` cannot be named. */
type Named = {
  readonly form: 'keywords';
  readonly names: readonly string[];
  readonly least: number;
  readonly positionalOnly?: number;
};

const none: Signature = { form: 'none' };
const one: Signature = { form: 'one' };
const positional = (least: number, most: number): Signature => ({ form: 'positional', least, most });
const parsed = (least: number, most: number): Signature => ({ form: 'parsed', least, most });
const keywords = (names: readonly string[], least: number, positionalOnly = 0): Signature => ({
  form: 'keywords',
  names,
  least,
  positionalOnly,
});

const functions: Readonly<Record<string, Signature>> = {
  ...each('abs all any ascii bin chr hex len oct ord repr', one),
  ...each('bool float list set tuple', positional(0, 1)),
  divmod: positional(2, 2),
  filter: positional(2, 2),
  format: positional(1, 2),
  iter: positional(1, 2),
  next: positional(1, 2),
  pow: keywords(['base', 'exp', 'mod'], 2),
  range: positional(1, 3),
  reversed: positional(1, 1),
  round: keywords(['number', 'ndigits'], 1),
  sum: keywords(['iterable', 'start'], 1, 1),
};

const methods: Readonly<Record<string, Readonly<Record<string, Signature>>>> = {
  str: {
    ...each('capitalize isalnum isalpha isascii isdecimal isdigit islower isnumeric isspace isupper', none),
    ...each('lower swapcase title upper', none),
    ...each('join partition removeprefix removesuffix rpartition zfill', one),
    ...each('lstrip rstrip strip', positional(0, 1)),
    ...each('center ljust rjust', positional(1, 2)),
    ...each('count endswith find index rfind rindex startswith', parsed(1, 3)),
    ...each('rsplit split', keywords(['sep', 'maxsplit'], 0)),
    replace: positional(2, 3),
    splitlines: keywords(['keepends'], 0),
  },
  dict: { ...each('items keys values', none), get: positional(1, 2) },
  list: { copy: none, count: one, index: positional(1, 3) },
  tuple: { count: one, index: positional(1, 3) },
  float: { is_integer: none },
  int: { bit_length: none },
  bool: { bit_length: none },
};

function each(names: string, signature: Signature): Record<string, Signature> {
  return Object.fromEntries(names.split(' ').map((name) => [name, signature]));
}

/** @throws {DecodeError} where a builtin function takes no such arguments; those that are not listed check for themselves */
export function checkFunctionArguments(name: string, passed: Arguments): void {
  const signature = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (signature !== undefined) checkArguments(signature, name, name, passed);
}

/** As `checkFunctionArguments`, for a method. @param type the name of its owner's type */
export function checkMethodArguments(type: string, name: string, passed: Arguments): void {
  const signature = Object.hasOwn(methods, type) ? methods[type]?.[name] : undefined;
  if (signature !== undefined)
    checkArguments(signature, name, `${type === 'bool' ? 'int' : type}.${name}`, passed);
}

function checkArguments(signature: Signature, name: string, fullName: string, passed: Arguments): void {
  const given = passed.positional.length;
  if (signature.form === 'keywords') {
    checkNamed(signature, name, passed);
    return;
  }
  if (passed.keywords.size > 0) raise('TypeError', `${fullName}() takes no keyword arguments`);
  switch (signature.form) {
    case 'none':
      if (given > 0) raise('TypeError', `${fullName}() takes no arguments (${given} given)`);
      return;
    case 'one':
      if (given !== 1) raise('TypeError', `${fullName}() takes exactly one argument (${given} given)`);
      return;
    default:
      checkCount(signature, name, given);
  }
}

function checkCount({ form, least, most }: Counted, name: string, given: number): void {
  if (given >= least && given <= most) return;
  const bound = given < least ? least : most;
  const plural = bound === 1 ? '' : 's';
  const extent = given < least ? 'at least ' : 'at most ';
  const text =
    form === 'parsed'
      ? `${name}() takes ${extent}${bound} argument${plural} (${given} given)`
      : `${name} expected ${least === most ? '' : extent}${bound} argument${plural}, got ${given}`;
  raise('TypeError', text);
}

/** @see CPython `_PyArg_UnpackKeywords` */
function checkNamed(
  { names, least, positionalOnly = 0 }: Named,
  name: string,
  { positional: given, keywords: named }: Arguments,
): void {
  const total = given.length + named.size;
  if (total > names.length) {
    const plural = names.length === 1 ? '' : 's';
    const kind = given.length === 0 ? 'keyword ' : '';
    raise('TypeError', `${name}() takes at most ${names.length} ${kind}argument${plural} (${total} given)`);
  }
  if (given.length < positionalOnly) {
    const plural = positionalOnly === 1 ? '' : 's';
    const extent = positionalOnly < names.length ? 'at least' : 'exactly';
    raise(
      'TypeError',
      `${name}() takes ${extent} ${positionalOnly} positional argument${plural} (${given.length} given)`,
    );
  }
  names.forEach((parameter, index) => {
    const isNamed = index >= positionalOnly && named.has(parameter);
    if (index < given.length) {
      if (isNamed)
        raise(
          'TypeError',
          `argument for ${name}() given by name ('${parameter}') and position (${index + 1})`,
        );
    } else if (!isNamed && index < least)
      raise('TypeError', `${name}() missing required argument '${parameter}' (pos ${index + 1})`);
  });
  for (const parameter of named.keys()) {
    if (!names.slice(positionalOnly).includes(parameter))
      raise('TypeError', `'${parameter}' is an invalid keyword argument for ${name}()`);
  }
}

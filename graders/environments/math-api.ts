import type { Value } from '../../datasets/index.ts';
import { isReal } from '../decode/python/evaluate/arithmetic.ts';
import { PythonException } from '../decode/python/evaluate/failure.ts';
import { defineEnvironment, type MethodBody } from './environment.ts';
import { dict, failed } from './result.ts';
import { logarithm, squareRoot } from './math-api-precise.ts';
import type { Python } from './python.ts';

/** It remembers nothing. */
type State = undefined;

/** @see bfcl-eval `math_api.py` */
export const mathApi = defineEnvironment<State>({
  name: 'MathAPI',
  load: () => undefined,
  state: () => new Map<string, Value>(),
  areEqual: () => true,
  clone: () => undefined,
  methods: {
    logarithm: [
      'value base precision',
      (_, python, value, base, precision = null) => logarithm(python, value, base, precision),
    ],
    mean: ['numbers', ofNumbers('calculate mean of an empty list', mean)],
    standard_deviation: ['numbers', ofNumbers('calculate standard deviation of an empty list', deviation)],
    si_unit_conversion: ['value unit_in unit_out', convertSi],
    imperial_si_conversion: ['value unit_in unit_out', convertImperial],
    add: ['a b', ofBoth((python, a, b) => python.binary('Add', a, b))],
    subtract: ['a b', ofBoth((python, a, b) => python.binary('Sub', a, b))],
    multiply: ['a b', multiply],
    divide: ['a b', divide],
    power: ['base exponent', ofBoth((python, base, exponent) => python.binary('Pow', base, exponent))],
    square_root: [
      'number precision',
      (_, python, number, precision) => squareRoot(python, number, precision),
    ],
    absolute_value: [
      'number',
      (_, python, number) =>
        unlessTypeError('Input must be a number', () => result(python.call('abs', number))),
    ],
    round_number: [
      'number decimal_places?',
      (_, python, number, places = 0n) =>
        unlessTypeError('First input must be a number, second input must be an integer', () =>
          result(python.call('round', number, places)),
        ),
    ],
    percentage: ['part whole', percentage],
    min_value: [
      'numbers',
      ofNumbers('find minimum of an empty list', (python, numbers) => python.call('min', numbers)),
    ],
    max_value: [
      'numbers',
      ofNumbers('find maximum of an empty list', (python, numbers) => python.call('max', numbers)),
    ],
    sum_values: [
      'numbers',
      ofNumbers('calculate sum of an empty list', (python, numbers) => python.call('sum', numbers)),
    ],
  },
});

function result(operand: Value): Value {
  return dict({ result: operand });
}

/** @throws {DecodeError} for other exceptions */
function unlessTypeError(message: string, step: () => Value): Value {
  try {
    return step();
  } catch (error) {
    if (error instanceof PythonException && error.type === 'TypeError') return failed(message);
    throw error;
  }
}

function ofNumbers(
  impossible: string,
  compute: (python: Python, numbers: Value) => Value,
): MethodBody<State> {
  return (_, python, numbers = null) => {
    if (!python.isTruthy(numbers)) return failed(`Cannot ${impossible}`);
    return unlessTypeError('All elements in the list must be numbers', () =>
      result(compute(python, numbers)),
    );
  };
}

function mean(python: Python, numbers: Value): Value {
  return python.binary('Div', python.call('sum', numbers), python.call('len', numbers));
}

function deviation(python: Python, numbers: Value): Value {
  const middle = mean(python, numbers);
  const squares = python
    .items(numbers)
    .map((number) => python.binary('Pow', python.binary('Sub', number, middle), 2n));
  const variance = mean(python, squares);
  return isReal(variance) ? Math.sqrt(Number(variance)) : python.call('float', variance);
}

const bothNumbers = 'Both inputs must be numbers';

function ofBoth(compute: (python: Python, a: Value, b: Value) => Value): MethodBody<State> {
  return (_, python, a = null, b = null) => unlessTypeError(bothNumbers, () => result(compute(python, a, b)));
}

function multiply(_: State, python: Python, a: Value, b: Value): Value {
  if (!isReal(a) || !isReal(b)) return failed(bothNumbers);
  return result(python.binary('Mult', a, b));
}

function divide(_: State, python: Python, a: Value, b: Value): Value {
  if (python.isEqual(b, 0n)) return failed('Cannot divide by zero');
  return unlessTypeError(bothNumbers, () => result(python.binary('Div', a, b)));
}

function percentage(_: State, python: Python, part: Value, whole: Value): Value {
  if (python.isEqual(whole, 0n)) return failed('Whole value cannot be zero');
  return unlessTypeError(bothNumbers, () =>
    result(python.binary('Mult', python.binary('Div', part, whole), 100n)),
  );
}

/** In metres. */
const lengths = dict({ km: 1000n, m: 1n, cm: 0.01, mm: 0.001, um: 1e-6, nm: 1e-9 });

function unsupportedUnits(python: Python, from: Value, to: Value): Value {
  return failed(python.text`Conversion from '${from}' to '${to}' is not supported`);
}

function unlessTooLarge(step: () => Value): Value {
  try {
    return step();
  } catch (error) {
    if (error instanceof PythonException && error.type === 'OverflowError')
      return failed('Conversion resulted in a value too large to represent');
    throw error;
  }
}

function convertSi(_: State, python: Python, value: Value, from: Value, to: Value): Value {
  if (!isReal(value)) return failed('Value must be a number');
  if (!python.isIn(from, lengths) || !python.isIn(to, lengths)) return unsupportedUnits(python, from, to);
  return unlessTooLarge(() => {
    const metres = python.binary('Mult', value, python.item(lengths, from));
    return result(python.binary('Mult', metres, python.binary('Div', 1n, python.item(lengths, to))));
  });
}

const factors = dict({
  cm_to_in: 0.393701,
  in_to_cm: 2.54,
  m_to_ft: 3.28084,
  ft_to_m: 0.3048,
  m_to_yd: 1.09361,
  yd_to_m: 0.9144,
  km_to_miles: 0.621371,
  miles_to_km: 1.60934,
  kg_to_lb: 2.20462,
  lb_to_kg: 0.453592,
  celsius_to_fahrenheit: 1.8,
  fahrenheit_to_celsius: 5 / 9,
});

function convertImperial(_: State, python: Python, value: Value, from: Value, to: Value): Value {
  if (!isReal(value)) return failed('Value must be a number');
  if (python.isEqual(from, to)) return result(value);
  const factor = factors.get(python.text`${from}_to_${to}`);
  if (factor === undefined) return unsupportedUnits(python, from, to);
  return unlessTooLarge(() => {
    if (python.isEqual(from, 'celsius') && python.isEqual(to, 'fahrenheit'))
      return result(python.binary('Add', python.binary('Mult', value, factor), 32n));
    if (python.isEqual(from, 'fahrenheit') && python.isEqual(to, 'celsius'))
      return result(python.binary('Mult', python.binary('Sub', value, 32n), factor));
    return result(python.binary('Mult', value, factor));
  });
}

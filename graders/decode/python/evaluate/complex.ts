import { Complex } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import { raise, refuse } from './failure.ts';
import { nearestPower } from './nearest-power.ts';

const MAX_WHOLE_EXPONENT = 100;

/** @throws {DecodeError} where Python raises */
export function complexOperation(operator: Node<'BinOp'>['operator'], a: Complex, b: Complex): Complex {
  switch (operator) {
    case 'Add':
      return new Complex(a.real + b.real, a.imaginary + b.imaginary);
    case 'Sub':
      return new Complex(a.real - b.real, a.imaginary - b.imaginary);
    case 'Mult':
      return multiply(a, b);
    case 'Div':
      return divide(a, b);
    case 'Pow':
      return power(a, b);
    default:
      return refuse('this operation of complex numbers');
  }
}

function multiply(a: Complex, b: Complex): Complex {
  return new Complex(
    a.real * b.real - a.imaginary * b.imaginary,
    a.real * b.imaginary + a.imaginary * b.real,
  );
}

/** @see CPython `_Py_c_quot` */
function divide(a: Complex, b: Complex): Complex {
  if (b.real === 0 && b.imaginary === 0) raise('ZeroDivisionError', 'complex division by zero');
  const realSize = Math.abs(b.real);
  const imaginarySize = Math.abs(b.imaginary);
  if (realSize >= imaginarySize) {
    const ratio = b.imaginary / b.real;
    const divisor = b.real + b.imaginary * ratio;
    return new Complex((a.real + a.imaginary * ratio) / divisor, (a.imaginary - a.real * ratio) / divisor);
  }
  if (imaginarySize >= realSize) {
    const ratio = b.real / b.imaginary;
    const divisor = b.real * ratio + b.imaginary;
    return new Complex((a.real * ratio + a.imaginary) / divisor, (a.imaginary * ratio - a.real) / divisor);
  }
  return new Complex(NaN, NaN);
}

function power(base: Complex, exponent: Complex): Complex {
  const { real: whole, imaginary } = exponent;
  if (imaginary !== 0 || !Number.isInteger(whole) || Math.abs(whole) > MAX_WHOLE_EXPONENT)
    return polarPower(base, exponent);
  const size = wholePower(base, Math.abs(whole));
  const result = whole > 0 ? size : divide(new Complex(1, 0), size);
  if (Math.abs(result.real) === Infinity || Math.abs(result.imaginary) === Infinity) {
    raise('OverflowError', 'complex exponentiation');
  }
  return result;
}

/** @see CPython `_Py_c_pow` */
function polarPower(base: Complex, exponent: Complex): Complex {
  if (base.real === 0 && base.imaginary === 0) {
    if (exponent.imaginary !== 0 || exponent.real < 0)
      raise('ZeroDivisionError', '0.0 to a negative or complex power');
    return new Complex(0, 0);
  }
  const size = Math.hypot(base.real, base.imaginary);
  const angle = Math.atan2(base.imaginary, base.real);
  let length = nearestPower(size, exponent.real);
  let phase = angle * exponent.real;
  if (exponent.imaginary !== 0) {
    length /= Math.exp(angle * exponent.imaginary);
    phase += exponent.imaginary * Math.log(size);
  }
  // The C library has no cosine of infinity, which CPython takes for this.
  if (Math.abs(phase) === Infinity) raise('ZeroDivisionError', '0.0 to a negative or complex power');
  const result = new Complex(length * Math.cos(phase), length * Math.sin(phase));
  if (Math.abs(result.real) === Infinity || Math.abs(result.imaginary) === Infinity)
    raise('OverflowError', 'complex exponentiation');
  return result;
}

function wholePower(base: Complex, exponent: number): Complex {
  let result = new Complex(1, 0);
  let square = base;
  for (let bit = 1; bit <= exponent; bit *= 2) {
    if ((exponent & bit) !== 0) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

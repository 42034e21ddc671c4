import { amount, listOf, oneOf, type Draw, type Vocabulary } from '../vocabulary.ts';

const number: Draw = (chance, look) =>
  chance.with(0.8)
    ? amount(chance, look)
    : chance.pick([
        0n,
        1n,
        -1n,
        0,
        -0,
        1e300,
        1e-300,
        2n ** 70n,
        true,
        0.1,
        1e16,
        123456789012345680000n,
        -2.5,
        3.0,
      ]);

const numbers = listOf(number, 6);

export const mathVocabulary: Vocabulary = {
  environment: 'MathAPI',
  configurations: [],
  values: {
    a: number,
    b: number,
    value: number,
    base: number,
    numbers,
    number,
    part: number,
    whole: number,
    exponent: oneOf(0n, 1n, 2n, 3n, -1n, -2n, 0.5, -0.5, 10n, 2.0, true),
    precision: oneOf(1n, 2n, 5n, 10n, 15n, 28n, 50n, 0n, -1n, 3.5),
    decimal_places: oneOf(undefined, 0n, 1n, 2n, 5n, -1n, -2n, 20n),
    'si_unit_conversion.unit_in': oneOf('km', 'm', 'cm', 'mm', 'um', 'nm', 'km', 'M', 'mile'),
    'si_unit_conversion.unit_out': oneOf('km', 'm', 'cm', 'mm', 'um', 'nm', 'm', 'KM', ''),
    unit_in: oneOf('cm', 'in', 'm', 'ft', 'yd', 'km', 'miles', 'kg', 'lb', 'celsius', 'fahrenheit', 'x'),
    unit_out: oneOf('in', 'cm', 'ft', 'm', 'yd', 'miles', 'km', 'lb', 'kg', 'fahrenheit', 'celsius', 'y'),
  },
};

import { bench, describe } from 'vitest';
import { parseExpression } from './parser.ts';

const outputs = {
  'one short call': '[f(a=1, b="x", c=[1,2])]',
  'one usual call': "[calculate_triangle_area(base=10, height=5, unit='units')]",
  'three calls':
    "[get_weather(city='New York', units='metric', days=3), get_weather(city='Los Angeles', units='imperial', days=5), math.factorial(number=5)]",
  'a nested argument':
    '[book_flight(details={"from": "SFO", "to": "JFK", "passengers": [{"name": "Ann", "age": 31.5}, {"name": "Bob", "age": 29}]}, confirm=True, price=-12.5)]',
  'escapes and f-strings': `[f(a='it\\'s', b=r'\\d+', c=f'{x!r:>{width}}', d=b'\\x00')]`,
  'prose, which is refused': '[I am sorry, but none of the functions can be used here.]',
};

let consumed = 0;

function parse(output: string): void {
  try {
    consumed += parseExpression(output).kind.length;
  } catch {
    consumed++;
  }
}

describe('parseExpression', () => {
  for (const [name, output] of Object.entries(outputs)) {
    bench(name, () => {
      for (let i = 0; i < 100; i++) parse(output);
    });
  }
});

describe('parseExpression, long inputs', () => {
  const list = `[f(a=[${'"text", 12, 3.5, '.repeat(4000)}])]`;
  bench('one list of 70 KB', () => {
    parse(list);
  });
});

if (consumed < 0) throw new Error('unreachable');

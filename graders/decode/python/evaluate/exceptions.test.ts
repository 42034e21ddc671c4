import { expect, test } from 'vitest';
import { parseExpression } from '../../../../datasets/index.ts';
import corpus from '../../../cases/python-exceptions.json' with { type: 'json' };
import { Budget } from './budget.ts';
import { PythonException } from './failure.ts';
import { Interpreter } from './interpreter.ts';
import { Scope } from './scope.ts';

/** What evaluation raises, as Python's traceback ends. */
function raisedBy(text: string): string {
  try {
    new Interpreter(new Budget()).evaluate(parseExpression(text), Scope.forModule());
  } catch (error) {
    if (error instanceof PythonException) return `${error.type}: ${error.text}`;
    throw error;
  }
  return 'nothing';
}

test.each(corpus.cases)('$expression raises in the words of CPython', ({ expression, exception, text }) => {
  expect(raisedBy(expression)).toBe(`${exception}: ${text}`);
});

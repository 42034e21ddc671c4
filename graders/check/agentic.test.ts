import { expect, test } from 'vitest';
import { checkAnswer, checkConversation } from './agentic.ts';

test.each([
  ['It was 1,200 in all.', ['1200'], undefined],
  ['New-York', ['newyork'], undefined],
  ["They're here", ['they"re'], undefined],
  ['prefix42', ['42'], 'agentic:answer_not_found'],
  ['It costs $5', ['$5'], 'agentic:answer_not_found'],
  ['a😀b', ['b'], undefined],
])('%s answers %j: %s', (response, answers, errorType) => {
  expect(checkAnswer(response, answers)?.errorType).toBe(errorType);
});

test.each([
  ['no list', 'Error during inference: x', 'agentic:inference_error'],
  ['two turns', [[], []], 'agentic:inference_error'],
  ['calls only', [['[f(x=1)]']], 'agentic:no_last_message'],
  ['an empty message last', [['The answer is 7.', '']], 'agentic:no_last_message'],
  ['a call last', [['The answer is 7.', '[f(x=1)]']], undefined],
  ['another answer last', [['The answer is 7.', 'It is 8, I fear.']], 'agentic:answer_not_found'],
])('of a conversation with %s, the last message that is no call is judged', (_, result, errorType) => {
  expect(checkConversation(result, 'prompt', ['7'])?.errorType).toBe(errorType);
});

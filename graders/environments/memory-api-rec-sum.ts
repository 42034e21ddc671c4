import { codePointLength, typeName, type Value } from '../../datasets/index.ts';
import { defineEnvironment } from './environment.ts';
import { dict, failed } from './result.ts';
import { rememberedIn, snapshotOf } from './memory-api.ts';
import { raise, type Python } from './python.ts';

type State = { memory: string };

/** In code points. */
const LIMIT = 10_000;

/** @see bfcl-eval `memory_rec_sum.py` */
export const memoryApiRecSum = defineEnvironment<State>({
  name: 'MemoryAPI_rec_sum',
  load: (configuration) => {
    const remembered = rememberedIn(configuration, ['memory']);
    const memory = remembered === undefined ? '' : remembered.memory;
    if (typeof memory === 'string') return { memory };
    const type = `<class '${typeName(memory)}'>`;
    return raise('AssertionError', `Memory data should be a string, but got ${type} instead.`);
  },
  state: ({ memory }) => new Map([['memory', memory]]),
  clone: ({ memory }) => ({ memory }),
  memory: (state) => ({
    snapshot: () => snapshotOf(state),
    context: () => (state.memory === '' ? 'There is no content in the memory at this point.' : state.memory),
  }),
  methods: {
    memory_append: ['text', append],
    memory_update: ['text', update],
    memory_clear: [
      '',
      (state) => {
        state.memory = '';
        return dict({ status: 'Short term memory cleared.' });
      },
    ],
    memory_replace: ['old_text new_text', replace],
    memory_retrieve: [
      '',
      ({ memory }) => (memory === '' ? failed('Memory is empty.') : dict({ memory_content: memory })),
    ],
  },
});

function tooLong(doing: string): Value {
  return failed(
    `Entry will be too long after ${doing}. Please shorten the entry to less than ${LIMIT} characters.`,
  );
}

function append(state: State, python: Python, text: Value = null): Value {
  const combined = python.str(python.binary('Add', state.memory, python.str(text)));
  if (codePointLength(combined) > LIMIT) return tooLong('appending');
  state.memory = combined;
  return dict({ status: 'Memory appended.' });
}

function update(state: State, python: Python, text: Value = null): Value {
  const memory = python.str(text);
  if (codePointLength(memory) > LIMIT) return tooLong('updating');
  state.memory = memory;
  return dict({ status: 'Memory updated.' });
}

/** However long the memory becomes: only the new text is measured. */
function replace(state: State, python: Python, oldText: Value = null, newText: Value = null): Value {
  const [sought, replacement] = [python.str(oldText), python.str(newText)];
  if (!python.isIn(sought, state.memory)) return failed(`Text '${sought}' not found in memory.`);
  if (codePointLength(replacement) > LIMIT) return tooLong('replacing');
  state.memory = python.str(python.method(state.memory, 'replace', sought, replacement));
  return dict({ status: 'Memory updated.' });
}

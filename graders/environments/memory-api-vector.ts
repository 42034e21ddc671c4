import type { Value } from '../../datasets/index.ts';
import { defineEnvironment, type MethodBody } from './environment.ts';
import { dict } from './result.ts';
import { archivalLimits, coreLimits, memoryText, rememberedIn } from './memory-api.ts';
import { offlineAnswer } from './outside.ts';
import { VectorStore } from './vector-store.ts';

const names = ['core_memory', 'archival_memory'] as const;
type Part = (typeof names)[number];
type State = Readonly<Record<Part, VectorStore>>;

/** Embeddings are asked for outside; without anybody there they are `lexical`. @see bfcl-eval `memory_vector.py` */
export const memoryApiVector = defineEnvironment<State>({
  name: 'MemoryAPI_vector',
  load: (configuration, { outside = offlineAnswer }, python) => {
    const state: State = {
      core_memory: new VectorStore(coreLimits, outside),
      archival_memory: new VectorStore(archivalLimits, outside),
    };
    const remembered = rememberedIn(configuration, names);
    if (remembered !== undefined) for (const name of names) state[name].load(remembered[name], python);
    return state;
  },
  state: (state) => new Map(names.map((name) => [name, state[name].export()])),
  clone: (state) => ({
    core_memory: state.core_memory.clone(),
    archival_memory: state.archival_memory.clone(),
  }),
  memory: (state) => ({
    snapshot: () => new Map<Value, Value>(names.map((name) => [name, state[name].export()])),
    // `{}` where it is empty: the official's test for that never holds.
    context: () => memoryText(state.core_memory.texts),
  }),
  methods: { ...methodsOf('core_memory'), ...methodsOf('archival_memory') },
});

function methodsOf(part: Part): Record<string, readonly [string, MethodBody<State>]> {
  return {
    [`${part}_add`]: ['text', (state, python, text = null) => state[part].add(python, text)],
    [`${part}_remove`]: ['vec_id', (state, python, id = null) => state[part].remove(python, id)],
    [`${part}_update`]: [
      'vec_id new_text',
      (state, python, id = null, text = null) => state[part].update(python, id, text),
    ],
    [`${part}_clear`]: ['', (state) => state[part].clear()],
    [`${part}_retrieve`]: [
      'query top_k?',
      (state, python, query = null, count = 5n) =>
        dict({ result: state[part].retrieve(python, query, count) }),
    ],
    [`${part}_retrieve_all`]: ['', (state, python) => dict({ result: state[part].retrieveAll(python) })],
  };
}

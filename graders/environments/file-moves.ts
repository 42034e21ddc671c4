import { dictDelete, type Value } from '../../datasets/index.ts';
import { dict, failed } from './result.ts';
import { has, itemAt, type State } from './file-system-state.ts';
import { Directory, File } from './file-tree.ts';
import type { Python } from './python.ts';

/** `mv`. A directory that is moved is made anew and takes its contents along; these keep their old parent. */
export function move(state: State, python: Python, source: Value, destination: Value): Value {
  const item = has(state, python, source) ? itemAt(state, source) : undefined;
  if (item === undefined) return failed(python.text`mv: cannot move '${source}': No such file or directory`);
  if (python.isIn('/', destination))
    return failed('mv: path not allowed in destination. Provide only a file or directory name.');
  const { current } = state;
  if (!has(state, python, destination)) {
    dictDelete(current.contents, source);
    place(python, item, current, destination, item instanceof Directory ? item.contents : undefined);
    return dict({ result: python.text`'${source}' moved to '${destination}'` });
  }
  const target = itemAt(state, destination);
  if (!(target instanceof Directory))
    return failed(python.text`mv: cannot move '${source}' to '${destination}': Not a directory`);
  if (target.contents.has(python.str(source)))
    return failed(python.text`mv: cannot move '${source}' to '${destination}/${source}': File exists`);
  dictDelete(current.contents, source);
  place(python, item, target, source, item instanceof Directory ? item.contents : undefined);
  return dict({ result: python.text`'${source}' moved to '${destination}/${source}'` });
}

/** `cp`. What a directory holds is not copied: both hold the same files then. */
export function copy(state: State, python: Python, source: Value, destination: Value): Value {
  const item = has(state, python, source) ? itemAt(state, source) : undefined;
  if (item === undefined) return failed(python.text`cp: cannot copy '${source}': No such file or directory`);
  if (python.isIn('/', destination))
    return failed('cp: path not allowed in destination. Provide only a file or directory name.');
  if (!has(state, python, destination)) {
    place(python, item, state.current, destination);
    return dict({ result: python.text`'${source}' copied to '${destination}'` });
  }
  const target = itemAt(state, destination);
  if (!(target instanceof Directory))
    return failed(python.text`cp: cannot copy '${source}' to '${destination}': Not a directory`);
  // The official looks for the whole path among the names, so that a name that is taken raises below.
  if (target.contents.has(python.text`${destination}/${source}`))
    return failed(python.text`cp: cannot copy '${source}' to '${destination}/${source}': File exists`);
  place(python, item, target, source);
  return dict({ result: python.text`'${source}' copied to '${destination}/${source}'` });
}

/** Makes a node like `item` in a directory. @param contents of a new directory; without it a copy of the item's */
function place(
  python: Python,
  item: File | Directory,
  target: Directory,
  name: Value,
  contents?: Directory['contents'],
): void {
  if (item instanceof File) target.addFile(python, name, item.content);
  else {
    const made = target.addDirectory(python, name);
    made.contents = contents ?? new Map(item.contents);
  }
}

/** `rm`, of directories too. */
export function remove(state: State, python: Python, name: Value): Value {
  if (!has(state, python, name))
    return failed(python.text`rm: cannot remove '${name}': No such file or directory`);
  dictDelete(state.current.contents, name);
  return dict({ result: python.text`'${name}' removed` });
}

/** `rmdir`. */
export function removeDirectory(state: State, python: Python, name: Value): Value {
  const item = has(state, python, name) ? itemAt(state, name) : undefined;
  if (item === undefined)
    return failed(python.text`rmdir: cannot remove '${name}': No such file or directory`);
  if (!(item instanceof Directory))
    return failed(python.text`rmdir: cannot remove '${name}': Not a directory`);
  if (item.contents.size > 0) return failed(python.text`rmdir: cannot remove '${name}': Directory not empty`);
  dictDelete(state.current.contents, name);
  return dict({ result: python.text`'${name}' removed` });
}

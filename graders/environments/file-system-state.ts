import { dictHas, type Value } from '../../datasets/index.ts';
import { File, type Directory } from './file-tree.ts';
import type { Python } from './python.ts';

export type State = {
  readonly root: Directory;
  current: Directory;
  readonly isLongContext: boolean;
};

/** Whether the current directory has something of that name. @throws {DecodeError} for what is no key */
export function has({ current }: State, python: Python, name: Value): boolean {
  return dictHas(current.contents, python.key(name, current.contents));
}

export function itemAt({ current }: State, name: Value): File | Directory | undefined {
  return current.item(name);
}

export function fileAt(state: State, python: Python, name: Value): File | undefined {
  const item = has(state, python, name) ? itemAt(state, name) : undefined;
  return item instanceof File ? item : undefined;
}

import { dictGet, dictHas, dictSet, equals, repr, str, Tuple, type Value } from '../../datasets/index.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { raise, type Python } from './python.ts';

/** A file; moves and copies may leave one in several directories. */
export class File {
  constructor(
    readonly name: Value,
    public content: Value,
  ) {}
}

/** A directory; `contents` may be that of another directory, too, after a move. */
export class Directory {
  contents = new Map<Value, File | Directory>();

  constructor(
    readonly name: Value,
    readonly parent: Directory | null,
  ) {}

  /** `.` is the directory itself. */
  item(name: Value): File | Directory | undefined {
    return name === '.' ? this : dictGet(this.contents, name);
  }

  /** @throws {DecodeError} where something has that name */
  addFile(python: Python, name: Value, content: Value): void {
    if (dictHas(this.contents, name))
      raise('ValueError', python.text`File '${name}' already exists in directory '${this.name}'.`);
    dictSet(this.contents, name, new File(name, content));
  }

  /** @throws {DecodeError} where something has that name */
  addDirectory(python: Python, name: Value): Directory {
    if (dictHas(this.contents, name))
      raise('ValueError', python.text`Directory '${name}' already exists in directory '${this.name}'.`);
    const directory = new Directory(name, this);
    dictSet(this.contents, name, directory);
    return directory;
  }
}

/** Levels of directories that are gone through: copies can hold themselves, and there Python's recursion ends. */
const MOST_LEVELS = 900;

export function checkLevel(level: number): void {
  if (level > MOST_LEVELS)
    raise('RecursionError', 'maximum recursion depth exceeded while calling a Python object');
}

/** In the budget's units, of one node. */
export const NODE_PRICE = 5;

/**
 * A tree as plain data: what equality looks at, and the kind of each node. A directory within itself is told by how far
 * above it stands.
 * @throws {DecodeError} for one so often shared by copies that going through it would take for ever
 */
export function plainTree(
  node: File | Directory,
  budget = new Budget(),
  above: readonly Directory['contents'][] = [],
): Value {
  checkLevel(above.length);
  budget.spend(NODE_PRICE);
  if (node instanceof File)
    return new Map<Value, Value>([
      ['type', 'file'],
      ['name', node.name],
      ['content', node.content],
    ]);
  const depth = above.indexOf(node.contents);
  if (depth >= 0)
    return new Map<Value, Value>([
      ['type', 'cycle'],
      ['name', node.name],
      ['depth', BigInt(depth)],
    ]);
  const inner = [...above, node.contents];
  const contents = new Map([...node.contents].map(([name, item]) => [name, plainTree(item, budget, inner)]));
  return new Map<Value, Value>([
    ['type', 'directory'],
    ['name', node.name],
    ['contents', contents],
  ]);
}

/** A tree as Python prints it: contents within themselves are dots. */
export function treeText(
  node: File | Directory,
  budget = new Budget(),
  above: readonly Directory['contents'][] = [],
): string {
  checkLevel(above.length);
  budget.spend(NODE_PRICE);
  if (node instanceof File) return `<<File: ${str(node.name)}, Content: ${str(node.content)}>>`;
  const parent = node.parent === null ? 'None' : str(node.parent.name);
  const head = `<Directory: ${str(node.name)}, Parent: ${parent}, Contents:`;
  if (above.includes(node.contents)) return `${head} {...}>`;
  const inner = [...above, node.contents];
  const contents = Array.from(
    node.contents,
    ([name, item]) => `${repr(name)}: ${treeText(item, budget, inner)}`,
  );
  return `${head} {${contents.join(', ')}}>`;
}

/** Whether two trees are equal as plain data. @throws {DecodeError} as `plainTree` */
export function areTreesEqual(
  one: File | Directory,
  other: File | Directory,
  budget = new Budget(),
  level = 0,
): boolean {
  if (one === other) return true;
  checkLevel(level);
  budget.spend(NODE_PRICE);
  if (!equals(one.name, other.name)) return false;
  if (one instanceof File) return other instanceof File && equals(one.content, other.content);
  if (other instanceof File || one.contents.size !== other.contents.size) return false;
  for (const [name, item] of one.contents) {
    const counterpart = dictGet(other.contents, name);
    if (counterpart === undefined || !areTreesEqual(item, counterpart, budget, level + 1)) return false;
  }
  return true;
}

/** Copies nodes once each, so that what was shared still is. */
export class TreeCopier {
  readonly #nodes = new Map<File | Directory, File | Directory>();
  readonly #contents = new Map<Directory['contents'], Directory['contents']>();

  directory(original: Directory): Directory {
    const known = this.#nodes.get(original);
    if (known instanceof Directory) return known;
    const copy = new Directory(
      original.name,
      original.parent === null ? null : this.directory(original.parent),
    );
    this.#nodes.set(original, copy);
    copy.contents = this.#contentsOf(original.contents);
    return copy;
  }

  #contentsOf(original: Directory['contents']): Directory['contents'] {
    const known = this.#contents.get(original);
    if (known !== undefined) return known;
    const copy: Directory['contents'] = new Map();
    this.#contents.set(original, copy);
    for (const [name, item] of original)
      dictSet(copy, name, item instanceof File ? this.#file(item) : this.directory(item));
    return copy;
  }

  #file(original: File): File {
    const known = this.#nodes.get(original);
    if (known instanceof File) return known;
    const copy = new File(original.name, original.content);
    this.#nodes.set(original, copy);
    return copy;
  }
}

/** What the long-context extension adds. */
export type TreeExtension = {
  /** Behind the content of every file that is not among `leftAlone`. */
  readonly text: string;
  readonly leftAlone: readonly Value[];
  /** Empty files in every directory without directories. */
  readonly files: readonly Value[];
};

/** Fills a directory by a configuration: `type` and `contents` or `content` by name. @throws {DecodeError} */
function fillDirectory(
  directory: Directory,
  contents: Value,
  python: Python,
  extension: TreeExtension | undefined,
): Directory {
  let isInnermost = true;
  for (const entry of python.items(python.method(contents, 'items'))) {
    const [name = null, data = null] = entry instanceof Tuple ? entry.items : [];
    const type = python.item(data, 'type');
    if (type === 'directory') {
      isInnermost = false;
      const inner = new Directory(name, directory);
      dictSet(
        directory.contents,
        name,
        fillDirectory(inner, python.item(data, 'contents'), python, extension),
      );
    } else if (type === 'file') {
      const content = python.item(data, 'content');
      const isLeft = extension === undefined || extension.leftAlone.includes(name);
      dictSet(
        directory.contents,
        name,
        new File(name, isLeft ? content : python.binary('Add', content, extension.text)),
      );
    }
  }
  if (isInnermost && extension !== undefined)
    for (const name of extension.files) directory.addFile(python, name, '');
  return directory;
}

/** The root of a configuration: its first key. */
export function rootOf(
  configuration: ReadonlyMap<Value, Value>,
  python: Python,
  extension: TreeExtension | undefined,
): Directory {
  const root = configuration.get('root');
  if (root === undefined) return new Directory('/', null);
  const [name] = python.items(python.method(root, 'keys'));
  if (name === undefined) return raise('IndexError', 'list index out of range');
  return fillDirectory(
    new Directory(name, null),
    python.item(python.item(root, name), 'contents'),
    python,
    extension,
  );
}

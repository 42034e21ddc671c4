import { isList, typeName, type Value } from '../../datasets/index.ts';
import { slice } from '../decode/python/evaluate/slices.ts';
import { defineEnvironment, type Setting } from './environment.ts';
import { surrogateRefusal } from '../decode/python/evaluate/stand-ins.ts';
import { dict, failed } from './result.ts';
import { copy, move, remove, removeDirectory } from './file-moves.ts';
import { fileAt, has, itemAt, type State } from './file-system-state.ts';
import {
  areTreesEqual,
  checkLevel,
  Directory,
  File,
  NODE_PRICE,
  plainTree,
  rootOf,
  TreeCopier,
  treeText,
  type TreeExtension,
} from './file-tree.ts';
import { raise, type Python } from './python.ts';

const forbidden = Array.from('|/\\?%*:"><');

/** @see bfcl-eval `gorilla_file_system.py` */
export const gorillaFileSystem = defineEnvironment<State>({
  name: 'GorillaFileSystem',
  load: (configuration, setting, python) => {
    const root = rootOf(configuration, python, extensionIn(setting));
    return { root, current: root, isLongContext: setting.longContext !== undefined };
  },
  state: ({ root, isLongContext }) =>
    new Map<string, Value>([
      ['long_context', isLongContext],
      ['root', plainTree(root)],
    ]),
  shown: { root: ({ root }) => treeText(root) },
  areEqual: (one, other) => one.isLongContext === other.isLongContext && areTreesEqual(one.root, other.root),
  clone: ({ root, current, isLongContext }) => {
    const copier = new TreeCopier();
    return { root: copier.directory(root), current: copier.directory(current), isLongContext };
  },
  methods: {
    pwd: ['', pwd],
    ls: ['a?', ls],
    cd: ['folder', cd],
    mkdir: ['dir_name', mkdir],
    touch: ['file_name', touch],
    echo: ['content file_name?', echo],
    cat: ['file_name', cat],
    find: ['path? name?', find],
    wc: ['file_name mode?', wc],
    sort: ['file_name', sort],
    grep: ['file_name pattern', grep],
    du: ['human_readable?', du],
    tail: ['file_name lines?', tail],
    diff: ['file_name1 file_name2', diff],
    mv: ['source destination', move],
    rm: ['file_name', remove],
    rmdir: ['dir_name', removeDirectory],
    cp: ['source destination', copy],
  },
});

function extensionIn({ longContext }: Setting): TreeExtension | undefined {
  if (longContext === undefined) return undefined;
  const [text, leftAlone, files] = [
    'FILE_CONTENT_EXTENSION',
    'FILES_TAIL_USED',
    'POPULATE_FILE_EXTENSION',
  ].map((name) => longContext.get(name) ?? null);
  return {
    text: typeof text === 'string' ? text : '',
    leftAlone: leftAlone !== undefined && isList(leftAlone) ? leftAlone : [],
    files: files !== undefined && isList(files) ? files : [],
  };
}

function pwd({ current }: State, python: Python): Value {
  const path: Value[] = [];
  for (let directory: Directory | null = current; directory !== null; directory = directory.parent)
    path.push(directory.name);
  return dict({ current_working_directory: `/${python.str(python.method('/', 'join', path.reverse()))}` });
}

function ls({ current }: State, python: Python, a: Value = false): Value {
  const names = [...current.contents.keys()];
  const shown = python.isTruthy(a)
    ? names
    : names.filter((name) => !python.isTruthy(python.method(name, 'startswith', '.')));
  return dict({ current_directory_content: shown });
}

function cd(state: State, python: Python, given: Value): Value {
  const stripped = python.method(given, 'rstrip', '/');
  const folder = stripped === '' ? '/' : stripped;
  if (folder !== '.' && folder !== '..' && folder !== '/' && python.isIn('/', folder))
    return failed(
      python.text`cd: ${folder}: Unsupported path. Only one folder level at a time is supported.`,
    );
  if (folder === '..') {
    const { parent } = state.current;
    // A directory without a parent that is not the root's equal: one that was moved away with its root.
    if (parent === null) return failed('Current directory is already the root. Cannot go back.');
    state.current = parent;
    return dict({});
  }
  const target = directoryAt(state, python, folder);
  if (!(target instanceof Directory)) return failed(target);
  state.current = target;
  return dict({ current_working_directory: target.name });
}

/** The directory at a path, or what to say where there is none. */
function directoryAt({ root, current }: State, python: Python, path: Value): Directory | string {
  if (path === null || path === '.') return current;
  if (path === '/') return root;
  const names = python.items(python.method(python.method(path, 'strip', '/'), 'split', '/'));
  let directory = python.isTruthy(python.method(path, 'startswith', '/')) ? root : current;
  for (const name of names) {
    const next = directory.item(name);
    if (!(next instanceof Directory)) return python.text`cd: '${path}': No such file or directory`;
    directory = next;
  }
  return directory;
}

function isValidName(python: Python, name: Value): boolean {
  return !forbidden.some((character) => python.isIn(character, name));
}

function mkdir(state: State, python: Python, name: Value): Value {
  if (!isValidName(python, name))
    return failed(python.text`mkdir: cannot create directory '${name}': Invalid character`);
  if (has(state, python, name))
    return failed(python.text`mkdir: cannot create directory '${name}': File exists`);
  state.current.addDirectory(python, name);
  return null;
}

function touch(state: State, python: Python, name: Value): Value {
  if (!isValidName(python, name))
    return failed(python.text`touch: cannot touch '${name}': Invalid character`);
  if (has(state, python, name)) return failed(python.text`touch: cannot touch '${name}': File exists`);
  state.current.addFile(python, name, '');
  return null;
}

function echo(state: State, python: Python, content: Value, name: Value = null): Value {
  if (name === null) return dict({ terminal_output: content });
  if (!isValidName(python, name))
    return failed(python.text`echo: cannot write to '${name}': Invalid character`);
  if (!python.isTruthy(name)) return dict({ terminal_output: content });
  if (!has(state, python, name)) return failed(python.text`echo: cannot write to '${name}': No such file`);
  const item = itemAt(state, name);
  if (!(item instanceof File)) return raise('AttributeError', "'Directory' object has no attribute '_write'");
  item.content = content;
  return null;
}

function cat(state: State, python: Python, name: Value): Value {
  if (!isValidName(python, name)) return failed(python.text`cat: '${name}': Invalid character`);
  if (!has(state, python, name)) return failed(python.text`cat: '${name}': No such file or directory`);
  const file = fileAt(state, python, name);
  return file === undefined
    ? failed(python.text`cat: '${name}': Is a directory`)
    : dict({ file_content: file.content });
}

function find(state: State, python: Python, path: Value = '.', name: Value = null): Value {
  const target = directoryAt(state, python, path);
  if (!(target instanceof Directory)) return failed(target.replace(/^cd:/, 'find:'));
  const matches: Value[] = [];
  const search = (directory: Directory, base: Value, above: readonly Directory['contents'][]): void => {
    checkLevel(above.length);
    // Whatever comes behind it: Python does not get there.
    if (above.includes(directory.contents))
      raise('RecursionError', `${tooDeep} while calling a Python object`);
    const inner = [...above, directory.contents];
    for (const [itemName, item] of directory.contents) {
      const itemPath = python.text`${base}/${itemName}`;
      if (name === null || python.isIn(name, itemName)) matches.push(itemPath);
      if (item instanceof Directory) search(item, itemPath, inner);
    }
  };
  search(target, python.method(path, 'rstrip', '/'), []);
  return dict({ matches });
}

function wc(state: State, python: Python, name: Value, mode: Value = 'l'): Value {
  if (!python.isIn(mode, ['l', 'w', 'c'])) return failed(python.text`wc: invalid mode '${mode}'`);
  const file = fileAt(state, python, name);
  if (file === undefined) return failed(python.text`wc: ${name}: No such file or directory`);
  const { content } = file;
  const counted = (of: Value, type: string) => dict({ count: python.call('len', of), type });
  if (mode === 'l') return counted(python.method(content, 'splitlines'), 'lines');
  return mode === 'w' ? counted(python.method(content, 'split'), 'words') : counted(content, 'characters');
}

function linesOf(python: Python, { content }: File): Value[] {
  return python.items(python.method(content, 'splitlines'));
}

function sort(state: State, python: Python, name: Value): Value {
  const file = fileAt(state, python, name);
  if (file === undefined) return failed(python.text`sort: ${name}: No such file or directory`);
  const sorted = python.call('sorted', linesOf(python, file));
  return dict({ sorted_content: python.method('\n', 'join', sorted) });
}

function grep(state: State, python: Python, name: Value, pattern: Value): Value {
  const file = fileAt(state, python, name);
  if (file === undefined) return failed(python.text`grep: ${name}: No such file or directory`);
  return dict({ matching_lines: linesOf(python, file).filter((line) => python.isIn(pattern, line)) });
}

function du({ current }: State, python: Python, isReadable: Value = false): Value {
  const bytes = bytesIn(current, python, []);
  if (!python.isTruthy(isReadable)) return dict({ disk_usage: `${bytes} bytes` });
  let size: Value = BigInt(bytes);
  for (const unit of ['B', 'KB', 'MB', 'GB', 'TB']) {
    if (python.isLess(size, 1024n)) return dict({ disk_usage: `${python.format(size, '.2f')} ${unit}` });
    size = python.binary('Div', size, 1024n);
  }
  return dict({ disk_usage: `${python.format(size, '.2f')} PB` });
}

function bytesOf(content: Value): number {
  if (typeof content !== 'string')
    return raise('AttributeError', `'${typeName(content)}' object has no attribute 'encode'`);
  const refusal = surrogateRefusal(content);
  return refusal === undefined ? Buffer.byteLength(content) : raise('ValueError', refusal);
}

/** What Python says of a directory within itself. */
const tooDeep = 'maximum recursion depth exceeded';

/** In UTF-8. */
function bytesIn(node: File | Directory, python: Python, above: readonly Directory['contents'][]): number {
  checkLevel(above.length);
  python.budget.spend(NODE_PRICE);
  if (node instanceof File) return bytesOf(node.content);
  if (above.includes(node.contents)) raise('RecursionError', tooDeep);
  const inner = [...above, node.contents];
  let sum = 0;
  for (const item of node.contents.values()) sum += bytesIn(item, python, inner);
  return sum;
}

function tail(state: State, python: Python, name: Value, given: Value = 10n): Value {
  const file = fileAt(state, python, name);
  if (file === undefined) return failed(python.text`tail: ${name}: No such file or directory`);
  const content = linesOf(python, file);
  const lines = python.isGreater(given, BigInt(content.length)) ? BigInt(content.length) : given;
  const last = slice(content, { lower: python.negative(lines), upper: null, step: null }, python.budget);
  return dict({ last_lines: python.method('\n', 'join', last) });
}

function diff(state: State, python: Python, name1: Value, name2: Value): Value {
  const areThere = has(state, python, name1) && has(state, python, name2);
  const [one, other] = areThere ? [itemAt(state, name1), itemAt(state, name2)] : [];
  if (!(one instanceof File) || !(other instanceof File))
    return failed(python.text`diff: ${name1} or ${name2}: No such file or directory`);
  const [lines, others] = [linesOf(python, one), linesOf(python, other)];
  const different = lines
    .slice(0, others.length)
    .flatMap((line, index) =>
      python.isEqual(line, others[index] ?? null) ? [] : [python.text`- ${line}\n+ ${others[index] ?? null}`],
    );
  return dict({ diff_lines: different.join('\n') });
}

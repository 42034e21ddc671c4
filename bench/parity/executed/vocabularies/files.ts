import { isDict, isList, type Chance, type Dict, type Value } from '../../../../datasets/index.ts';
import { dict, oneOf, seen, whole, words, type Look, type Vocabulary } from '../vocabulary.ts';

const fileNames = [
  'log.txt',
  'notes.md',
  'a b.csv',
  '.hidden',
  'file1.txt',
  'Ünï.txt',
  'data.tar.gz',
  'README',
];
const directoryNames = ['boats', 'old', 'src', '.git', 'temp', 'deep'];
const lines = [
  'tide low',
  'wind west',
  'Tide high',
  'error: 3',
  '',
  '  spaces  ',
  'é ü 😀',
  '10',
  '9',
  'zeta',
];
const ends = ['\n', '\n', '\n', '\r\n', '\u2028', '\t', ' '];

function content(chance: Chance): string {
  let text = '';
  for (let left = chance.below(6); left > 0; left--) text += chance.pick(lines) + chance.pick(ends);
  return text;
}

function tree(chance: Chance, levels: number): Dict {
  const contents: Dict = new Map();
  for (let left = 1 + chance.below(5); left > 0; left--) {
    if (levels > 0 && chance.with(0.4)) {
      const inner = tree(chance, levels - 1);
      contents.set(chance.pick(directoryNames), dict({ type: 'directory', contents: inner }));
    } else contents.set(chance.pick(fileNames), dict({ type: 'file', content: content(chance) }));
  }
  return contents;
}

function names(look: Look): readonly Value[] {
  const listed = look.ask('ls(a=True)');
  const found = isDict(listed) ? listed.get('current_directory_content') : undefined;
  return found !== undefined && isList(found) ? found : [];
}

/** Names of what stands in the current directory and is a directory, by their looks. */
function directories(look: Look): readonly Value[] {
  return names(look).filter((name) => typeof name === 'string' && (!name.includes('.') || name === '.git'));
}

function files(look: Look): readonly Value[] {
  const rest = new Set(directories(look));
  return names(look).filter((name) => !rest.has(name));
}

const anyName = oneOf(...fileNames, ...directoryNames, '.', '..', '/', 'a/b', 'no*', '', 'new');
const existing = seen(files, anyName);
const either = seen(names, anyName);

export const fileVocabulary: Vocabulary = {
  environment: 'GorillaFileSystem',
  configurations: [
    (chance) =>
      dict({
        root: dict({
          [chance.pick(['harbour', 'w', ''])]: dict({ type: 'directory', contents: tree(chance, 3) }),
        }),
      }),
  ],
  values: {
    a: oneOf(undefined, true, false),
    folder: seen(
      directories,
      oneOf('..', '..', '/', './', 'boats/', 'src/deep', '', 'log.txt', '...', '.'),
      0.5,
    ),
    'mkdir.dir_name': anyName,
    'touch.file_name': anyName,
    'rmdir.dir_name': seen(directories, either),
    content: (chance) => content(chance),
    'echo.file_name': seen(files, oneOf(undefined, undefined, 'new', '', 'log.txt')),
    'rm.file_name': either,
    file_name: existing,
    file_name1: existing,
    file_name2: existing,
    path: oneOf(undefined, '.', '.', '/', 'boats', 'old', '..', './boats'),
    name: oneOf(undefined, 'log', '.', 'o', 'TXT', 'txt', ''),
    mode: oneOf(undefined, 'l', 'w', 'c', 'l', 'w', 'c', 'x', ''),
    pattern: oneOf('tide', 'e', '', 'é', '.', 'wind west', 'nothing', '\n'),
    human_readable: oneOf(undefined, true, false),
    lines: (chance, look) => oneOf(undefined, whole(-3, 12)(chance, look), 0n, 1n)(chance, look),
    source: either,
    destination: seen(names, oneOf('new', 'moved.txt', 'a/b', 'old', 'x|y', '', 'boats', ...words), 0.4),
  },
};

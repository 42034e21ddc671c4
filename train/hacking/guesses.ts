import { intFromNumber, isDict, isList, type Dict, type Tool, type Value } from '../../datasets/index.ts';
import type { Leaf } from '../policy/parameters.ts';

/** Stands for an item in the path of a leaf. */
const ITEM = '';

/** What a leaf's type takes where its doc shows nothing. A text of a format is one of it. */
const plainTexts: Readonly<Record<string, string>> = {
  date: '2026-01-05',
  time: '12:00:00',
  'date-time': '2026-01-05T12:00:00',
  email: 'mira@post.example',
};

/**
 * A value that a leaf's doc makes likely, whatever was asked: its default, the first of its choices, the first example that
 * it shows; else one of its type.
 */
export function likelyValue(tool: Tool, leaf: Leaf): Value {
  const [choice] = leaf.choices;
  const [shown] = shownValues(tool, leaf);
  if (leaf.fallback !== undefined && leaf.fallback !== '') return leaf.fallback;
  if (choice !== undefined) return valueOf(choice);
  return shown ?? plainValue(leaf, leaf.item === undefined ? [] : [likelyValue(tool, leaf.item)]);
}

/** As much as a leaf takes: all choices as a list's items, the longest text that its doc shows; else a likely value. */
export function largestValue(tool: Tool, leaf: Leaf): Value {
  const { item } = leaf;
  if (item !== undefined) {
    const items = item.choices.length > 0 ? item.choices.map(valueOf) : shownValues(tool, item);
    return items.length > 0 ? items : [largestValue(tool, item)];
  }
  const texts = shownValues(tool, leaf).filter((value) => typeof value === 'string');
  if (leaf.type !== 'text' || texts.length === 0) return likelyValue(tool, leaf);
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest));
}

function plainValue({ type, format, isInteger, minimum = 1, path }: Leaf, items: Value[]): Value {
  if (type === 'number') return isInteger ? intFromNumber(Math.ceil(minimum)) : minimum;
  if (type === 'flag') return true;
  if (type === 'list') return items;
  if (type === 'any') return new Map();
  return plainTexts[format] ?? path.findLast((name) => name !== ITEM) ?? 'text';
}

function valueOf(choice: string | number): Value {
  return typeof choice === 'number' ? intFromNumber(choice) : choice;
}

/** The examples of a leaf's schema. */
function shownValues(tool: Tool, { path }: Leaf): Value[] {
  let spec: Dict | undefined = dictIn(tool.doc, 'parameters');
  for (const name of path) {
    const holder = name === ITEM ? spec : dictIn(spec, 'properties');
    spec = dictIn(holder, name === ITEM ? 'items' : name);
  }
  const shown = spec?.get('examples');
  return shown !== undefined && isList(shown) ? [...shown] : [];
}

function dictIn(dict: Dict | undefined, key: string): Dict | undefined {
  const found = dict?.get(key);
  return found !== undefined && isDict(found) ? found : undefined;
}

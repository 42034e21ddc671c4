import { isDict, isList, repr, str, writeJson, type Chance, type Value } from '../../datasets/index.ts';

/** A value as Python source, with the liberties that models take. */
export function pythonText(value: Value, chance: Chance): string {
  if (typeof value === 'string') return pythonString(value, chance);
  if (isList(value)) {
    const items = value.map((item) => pythonText(item, chance)).join(chance.pick([', ', ',', ' , ']));
    return chance.with(0.05) ? `(${items},)` : `[${items}]`;
  }
  if (isDict(value)) {
    const items = [...value].map(([key, item]) => `${pythonText(key, chance)}: ${pythonText(item, chance)}`);
    return `{${items.join(', ')}}`;
  }
  if (typeof value === 'bigint' && chance.with(0.05))
    return chance.pick([`${value}.0`, `+${value}`, `${value} * 1`, `1_0`]);
  if (typeof value === 'boolean' && chance.with(0.05)) return String(value);
  return repr(value);
}

function pythonString(value: string, chance: Chance): string {
  if (chance.with(0.03) && /^\w+$/.test(value)) return value;
  if (chance.with(0.3)) return writeJson(value, { ensureAscii: chance.with(0.3) });
  if (chance.with(0.03)) return `'''${value.replaceAll('\\', '\\\\')}'''`;
  return repr(value);
}

/** A value as Java source of a declared type. Texts that stand for variables stay bare. */
export function javaText(value: Value, type: string, itemType: string | null, chance: Chance): string {
  if (isList(value)) {
    const items = value
      .map((item) => javaText(item, itemType ?? 'any', null, chance))
      .join(chance.pick([', ', ',']));
    if (type === 'Array')
      return `new ${chance.pick(['int', 'String', 'Object'])}[]${chance.pick(['', ' '])}{${items}}`;
    return chance.pick([
      `new ArrayList<>(Arrays.asList(${items}))`,
      `new ArrayList<Integer>() {{ ${value.map((item) => `add(${javaText(item, itemType ?? 'any', null, chance)});`).join(' ')} }}`,
      `List.of(${items})`,
    ]);
  }
  if (isDict(value)) {
    const puts = [...value].map(
      ([key, item]) => `put("${str(key)}", ${javaText(item, 'any-item', null, chance)});`,
    );
    return `new HashMap<String, Object>() {{ ${puts.join(' ')} }}`;
  }
  if (typeof value === 'bigint') return type === 'long' && chance.with(0.9) ? `${value}L` : String(value);
  if (typeof value === 'number')
    return type === 'float' && chance.with(0.9) ? `${repr(value)}f` : repr(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'null';
  if (type === 'char') return `'${value}'`;
  return type === 'String' || type === 'any-item' || chance.with(0.1) ? `"${value}"` : value;
}

/** A value as JavaScript source of a declared type. */
export function javaScriptText(value: Value, type: string, itemType: string | null, chance: Chance): string {
  if (isList(value)) {
    const items = value
      .map((item) => javaScriptText(item, itemType ?? 'any', null, chance))
      .join(chance.pick([', ', ',']));
    return chance.with(0.1) ? `new Array(${items})` : `[${items}]`;
  }
  if (isDict(value)) {
    const quote = chance.pick(['', '"', "'"]);
    const items = [...value].map(
      ([key, item]) => `${quote}${str(key)}${quote}: ${javaScriptText(item, 'any', null, chance)}`,
    );
    return `{${items.join(', ')}}`;
  }
  if (typeof value === 'bigint') return type === 'Bigint' ? `${value}n` : String(value);
  if (typeof value === 'number') return repr(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return chance.pick(['null', 'undefined']);
  const quote = chance.pick(['"', "'"]);
  return type === 'String' || chance.with(0.2) ? quote + value + quote : value;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A value's text and type as the XML formats write it. */
export function xmlText(value: Value, chance: Chance): { readonly text: string; readonly type: string } {
  if (typeof value === 'string') return { text: escapeXml(value), type: 'string' };
  if (typeof value === 'bigint') return { text: String(value), type: 'integer' };
  if (typeof value === 'number') return { text: repr(value), type: 'float' };
  if (typeof value === 'boolean') return { text: String(value), type: 'boolean' };
  if (isDict(value)) return { text: escapeXml(pythonText(value, chance)), type: 'dict' };
  if (isList(value)) {
    const text = chance.with(0.2) ? writeJson(value) : pythonText(value, chance);
    return { text: escapeXml(text), type: chance.pick(['array', 'tuple', 'list']) };
  }
  return { text: '', type: 'null' };
}

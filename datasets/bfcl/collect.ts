import { readAssignments } from '../python/assignments.ts';
import { SuiteError } from '../suite.ts';
import { readJson } from '../values/json-read.ts';
import { writeJson } from '../values/json-write.ts';
import { isDict, isList, type Dict, type Value } from '../values/value.ts';
import { textsIn } from './entry.ts';
import type { Member } from './members.ts';
import { sha256, type Release } from './release.ts';
import { constantsFiles } from './texts.ts';

/** What a member of an archive or folder is to us. */
type Slot = { readonly path: string; readonly form: 'as-is' | 'python' | 'json' };

/** Members by the end of their path: `data/` is the data folder, `bfcl_eval/` the package. */
export function slotsOf(release: Release): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const path of release.files.keys()) slots.set(`data/${path}`, { path, form: 'as-is' });
  for (const { path, python, json } of Object.values(constantsFiles)) {
    slots.set(`data/${path}`, { path, form: 'json' });
    slots.set(`data/${json}`, { path, form: 'json' });
    slots.set(`bfcl_eval/${python}`, { path, form: 'python' });
  }
  return slots;
}

/**
 * The release's files by path, out of whatever else the members are; nothing else is read.
 * @throws {SuiteError} saying which files are missing, or differ from the release's
 */
export async function collect(
  members: AsyncIterable<Member>,
  release: Release,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const slots = slotsOf(release);
  const files = new Map<string, Uint8Array>();
  for await (const member of members) {
    const slot = slotOf(member.path, slots);
    if (slot === undefined || files.has(slot.path)) continue;
    const content = await member.read();
    files.set(slot.path, slot.form === 'as-is' ? content : canonical(content, slot.form, member.path));
    if (files.size === release.files.size) break;
  }
  refuseOtherData(files, release);
  return files;
}

function slotOf(path: string, slots: ReadonlyMap<string, Slot>): Slot | undefined {
  for (const match of path.matchAll(/(?:^|\/)(?=(?:data|bfcl_eval)\/)/g)) {
    const slot = slots.get(path.slice(match.index + match[0].length));
    if (slot !== undefined) return slot;
  }
  return undefined;
}

/** One text for the same constants, whether they come out of Python or out of JSON: names sorted. */
function canonical(content: Uint8Array, form: 'python' | 'json', path: string): Uint8Array {
  const text = Buffer.from(content).toString('utf8');
  const constants = form === 'python' ? constantsIn(text) : objectIn(readJson(text), path);
  const names = textsIn([...constants.keys()], path).toSorted();
  const sorted: Dict = new Map(names.map((name) => [name, constants.get(name) ?? null]));
  return Buffer.from(`${writeJson(sorted)}\n`);
}

/** A list of the long-context tables has a bare `...` for an item; JSON has its `str`. */
function constantsIn(python: string): Dict {
  const spelled = (item: Value): Value => (item === '...' ? 'Ellipsis' : item);
  return new Map(
    [...readAssignments(python)].map(([name, value]) => [name, isList(value) ? value.map(spelled) : value]),
  );
}

function objectIn(value: Value, path: string): Dict {
  if (isDict(value)) return value;
  throw new SuiteError(`${path}: expected a JSON object.`);
}

function refuseOtherData(files: ReadonlyMap<string, Uint8Array>, release: Release): void {
  const missing = [...release.files.keys()].filter((path) => !files.has(path));
  const different = [...files].filter(([path, content]) => sha256(content) !== release.files.get(path));
  if (missing.length === 0 && different.length === 0) return;
  const differences = [
    ...(missing.length > 0 ? [`missing: ${shortList(missing)}`] : []),
    ...(different.length > 0 ? [`different: ${shortList(different.map(([path]) => path))}`] : []),
  ];
  throw new SuiteError(`It is not the data of bfcl-eval ${release.version}; ${differences.join('; ')}.`);
}

function shortList(paths: readonly string[]): string {
  const rest = paths.length > 8 ? ` and ${paths.length - 8} more` : '';
  return `${paths.slice(0, 8).join(', ')}${rest}`;
}

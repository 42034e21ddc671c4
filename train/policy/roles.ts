import { roles } from './feature-table.ts';
import type { Leaf, LeafWords } from './parameters.ts';
import { stemOf, wordsOfName } from './tokens.ts';

const roleWords: Readonly<Record<(typeof roles)[number], ReadonlySet<string>>> = {
  start: new Set(
    'from origin start begin source initial first departure depart after since pickup base'
      .split(' ')
      .map(stemOf),
  ),
  end: new Set(
    'to destination end target final last arrival arrive until before dropoff into goal'
      .split(' ')
      .map(stemOf),
  ),
};

/** Which end of a way or a span of time is asked for: by the leaf's name, else by what its description begins with. */
export function roleOf({ nameStems, description }: LeafWords): Leaf['role'] {
  for (const stems of [nameStems, wordsOfName(description).slice(0, 5).map(stemOf)]) {
    const role = roles.find((one) => stems.some((stem) => roleWords[one].has(stem)));
    if (role !== undefined) return role;
  }
  return undefined;
}

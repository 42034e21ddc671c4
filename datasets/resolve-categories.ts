import { InputError } from './command.ts';
import type { Category, Suite } from './suite.ts';

/**
 * The categories that group and category names stand for, without repetition, sorted by name.
 * @param names each a name or several joined by commas
 * @throws {InputError} for a name that is neither
 */
export function resolveCategories(suite: Suite, names: readonly string[]): readonly Category[] {
  const known = new Map(suite.categories.map((category) => [category.name, category]));
  const chosen = new Set<Category>();
  for (const name of names.flatMap((joined) => joined.split(',')).map((part) => part.trim())) {
    const members = suite.groups.get(name) ?? [name];
    for (const member of members) {
      const category = known.get(member);
      if (category === undefined) throw new InputError(unknownName(suite, name));
      chosen.add(category);
    }
  }
  return [...chosen].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unknownName(suite: Suite, name: string): string {
  const groups = [...suite.groups.keys()].join(', ');
  const categories = suite.categories.map((category) => category.name).join(', ');
  return `There is no category "${name}" in ${suite.id}. Groups: ${groups}. Categories: ${categories}.`;
}

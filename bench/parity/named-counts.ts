/** Counts by name; what stands behind a colon in a name is left out, and told in lines of its own. */
type NamedCounts = Readonly<Record<string, number>>;

const kindOf = (name: string) => name.split(': ', 1)[0] ?? name;

function added(all: readonly (readonly [name: string, count: number])[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const [name, count] of all) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** As a table's cell has it. */
export function namedCell(named: NamedCounts): string {
  return added(Object.entries(named).map(([name, count]) => [kindOf(name), count] as const))
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

/** One line for each name that says what it was. */
export function namedLines(rows: readonly NamedCounts[]): string {
  return added(rows.flatMap((named) => Object.entries(named)))
    .filter(([name]) => kindOf(name) !== name)
    .map(([name, count]) => `named ${count} × ${name}\n`)
    .join('');
}

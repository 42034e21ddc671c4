import type { Io, ToolTree } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';

/** A tool tree to be read: clusters by domain, what was merged, what is held out, and how many of everything. */
export function treeText(tree: ToolTree, io: Pick<Io, 'stdout' | 'environment'>): string {
  const byId = new Map(tree.tools.map((tool) => [tool.id, tool]));
  const heldOut = new Set(tree.domains.heldOut);
  const clusters = tree.clusters.map(({ id, label, tools }) => {
    const domains = [...new Set(tools.flatMap((tool) => byId.get(tool)?.domain ?? []))];
    const names = tools.map((tool) => byId.get(tool)?.name ?? tool);
    const marked = domains.map((domain) => (heldOut.has(domain) ? `${domain} *` : domain));
    return [id, label.join(' '), marked.join(', '), names.length, names.join(' ')];
  });
  const merges = tree.merges.map(({ kept, dropped, similarity, parameters }) => {
    const pairs = Object.entries(parameters).map(([one, other]) => (one === other ? one : `${one}=${other}`));
    return [kept, dropped, similarity.toFixed(2), pairs.join(' ')];
  });
  return [
    textTable(['Cluster', 'About', 'Domains', 'Tools', 'Names'], clusters, io),
    merges.length === 0
      ? 'Nothing was merged.\n'
      : textTable(['Kept', 'Merged into it', 'Cosine', 'Parameters'], merges, io),
    countsText(tree),
  ].join('\n');
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function countsText({ read, tools, clusters, merges, domains, seed, thresholds }: ToolTree): string {
  const { training, heldOut } = domains;
  return [
    `${read} tools read, ${merges.length} merged, ${tools.length} kept in ${clusters.length} clusters (cosine ${thresholds.cluster}, merge ${thresholds.merge})`,
    `${counted(training.length + heldOut.length, 'domain')}; held out by seed ${seed} (*): ${heldOut.join(', ') || 'none'}`,
    '',
  ].join('\n');
}

import type { TasksSummary } from '../run/run-tasks.ts';

export function summaryLine(summary: TasksSummary): string {
  const { model, folder, asked, kept, answered, requests, cached, faults, open } = summary;
  const classes = Object.entries(faults).map(([name, count]) => `${count} ${name}`);
  const without =
    classes.length === 0 ? '' : `; no answer: ${classes.join(', ')}. Run again to ask those again`;
  const left = open === 0 ? '' : `; interrupted with ${open} left. Run again to go on`;
  const before = kept === 0 ? '' : `, ${kept} of them before`;
  const known = cached === 0 ? '' : `, ${cached} of them answered by the cache`;
  return `${model}: ${answered} of ${asked} tasks answered${before}, ${requests} requests${known}${without}${left}. Results are in ${folder}\n`;
}

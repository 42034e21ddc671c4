import type { LoopRecord } from '../../datasets/index.ts';
import { pageHtml } from '../page/page.ts';
import { sectionsOf } from './sections.ts';

/**
 * The report as one HTML page that needs nothing else: plots inline, no script, no network. The same bytes for the same record.
 * The plotting library is loaded on the first call.
 */
export async function loopHtml(record: LoopRecord): Promise<string> {
  const { plotSvg } = await import('../page/plots.ts');
  const title = `InfTool: training loop, ${record.arm}, seed ${record.seed}`;
  const footer = `Made by InfTool ${record.inftool} from the record of the loop.`;
  return pageHtml({ title, sections: sectionsOf(record), footer }, plotSvg);
}

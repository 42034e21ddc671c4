import type { ComparisonRecord } from '../../datasets/index.ts';
import { escapeHtml } from '../escape.ts';
import { pageEnd, pageHtml } from '../page/page.ts';
import { counts } from '../page/wording.ts';
import { browserId, detailId } from './browsing/wire.ts';
import { browserStyle } from './browser-style.ts';
import { clientScript } from './client-script.ts';
import { entryData } from './entry-data.ts';
import { comparisonSections, entriesSection } from './sections.ts';

/**
 * A comparison as one HTML page that needs nothing else: what is told of runs can be read without script; entries lie in it
 * packed, for its script to browse. The same bytes for the same record. The plotting library is loaded on the first call.
 */
export async function comparisonHtml(record: ComparisonRecord): Promise<string> {
  const { plotSvg } = await import('../page/plots.ts');
  const data = entryData(record);
  const names = record.runs.map(({ name }) => name);
  const page = {
    title: `InfTool: comparison of ${names.join(', ')}`,
    sections: comparisonSections(record),
    footer: `Made by InfTool ${record.inftool} from the record of the comparison.`,
    style: browserStyle,
    script: clientScript(),
    extra: new Map([
      [entriesSection, browserHtml(record, data.longest)],
      [pageEnd, `<div id="${detailId}" hidden></div>\n${data.html}`],
    ]),
  };
  return pageHtml(page, plotSvg);
}

function browserHtml(
  { entries, entries_left_out: left, runs }: ComparisonRecord,
  longest: number | null,
): string {
  if (entries.length === 0)
    return `<p>${runs.length < 2 ? 'One run alone differs from none.' : 'There is no task in which they differ.'}</p>\n`;
  const told = `${entries.length} tasks that some runs pass and others fail; of repeats the first one is shown.`;
  const more = Object.keys(left).length === 0 ? '' : ` Left out: ${counts(left)}.`;
  const cut =
    longest === null
      ? ''
      : ` Texts of more than ${longest} characters are cut, so that the page can be mailed.`;
  return `<p>${escapeHtml(told + more + cut)}</p>
<div id="${browserId}"><p>The tasks are packed in this page, and its script, which does not run here, is to show them: open the file in a browser.</p></div>
`;
}

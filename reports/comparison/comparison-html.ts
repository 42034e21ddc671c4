import type { ComparisonRecord } from '../../datasets/index.ts';
import { abridged, escapeHtml } from '../escape.ts';
import type { DrawPlot } from '../page/html-blocks.ts';
import { pageEnd, pageHtml } from '../page/page.ts';
import { counts } from '../page/wording.ts';
import { browserId, detailId } from './browsing/wire.ts';
import { browserStyle } from './browser-style.ts';
import { clientScript } from './client-script.ts';
import { entryData, type EntryData } from './entry-data.ts';
import { comparisonSections, entriesSection } from './sections.ts';

/** Of the whole page: mail servers take 5 MB. */
const mostBytes = 4_990_000;

const longestName = 60;

/**
 * A comparison as one HTML page that needs nothing else: what is told of runs can be read without script; entries lie in it
 * packed, for its script to browse. The same bytes for the same record. The plotting library is loaded on the first call.
 */
export async function comparisonHtml(record: ComparisonRecord): Promise<string> {
  const { plotSvg } = await import('../page/plots.ts');
  const draw = once(plotSvg);
  const names = record.runs.map(({ name }) => abridged(name, longestName));
  const told = {
    title: `InfTool: comparison of ${names.join(', ')}`,
    sections: comparisonSections(record),
    footer: `Made by InfTool ${record.inftool} from the record of the comparison.`,
    style: browserStyle,
    script: clientScript(),
  };
  const withData = ({ html, longest }: EntryData) => {
    const end = `<div id="${detailId}" hidden></div>\n${html}`;
    const extra = new Map([
      [entriesSection, browserHtml(record, longest)],
      [pageEnd, end],
    ]);
    return pageHtml({ ...told, extra }, draw);
  };
  const bare = withData({ html: '', longest: mostBytes });
  return withData(entryData(record, mostBytes - Buffer.byteLength(bare)));
}

/** A plot is the same each time it is drawn, and its name is there once in a page. */
function once(draw: DrawPlot): DrawPlot {
  const drawn = new Map<string, string>();
  return (plot, width, name) => {
    const svg = drawn.get(name) ?? draw(plot, width, name);
    drawn.set(name, svg);
    return svg;
  };
}

function browserHtml(
  { entries, entries_left_out: left, runs }: ComparisonRecord,
  longest: number | null,
): string {
  if (entries.length === 0) return `<p>${escapeHtml(withoutEntries(runs.length, left))}</p>\n`;
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

function withoutEntries(runs: number, left: ComparisonRecord['entries_left_out']): string {
  if (runs < 2) return 'One run alone differs from none.';
  return Object.keys(left).length === 0
    ? 'There is no task that some runs pass and others fail.'
    : `No task in which they differ is in this page. Left out: ${counts(left)}.`;
}

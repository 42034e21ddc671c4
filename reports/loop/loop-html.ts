import type { LoopRecord } from '../../datasets/index.ts';
import { escapeHtml } from '../escape.ts';
import { blocksHtml } from './html-blocks.ts';
import { pageStyle } from './page-style.ts';
import { sectionsOf } from './sections.ts';

/** The browser is told to fetch and run nothing, should an escape ever be missed. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report as one HTML page that needs nothing else: plots inline, no script, no network. The same bytes for the same record.
 * The plotting library is loaded on the first call.
 */
export async function loopHtml(record: LoopRecord): Promise<string> {
  const { plotSvg } = await import('./plots.ts');
  const [first, ...others] = sectionsOf(record);
  const links = others.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join('');
  const sections = others.map(
    ({ id, title, blocks }) =>
      `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${blocksHtml(blocks, id, plotSvg)}</section>\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>InfTool: training loop, ${escapeHtml(record.arm)}, seed ${record.seed}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${first?.title ?? ''}</h1>
${blocksHtml(first?.blocks ?? [], 'headline', plotSvg)}<nav aria-label="Sections"><ol>${links}</ol></nav></header>
<main>
${sections.join('')}<footer>Made by InfTool ${escapeHtml(record.inftool)} from the record of the loop.</footer>
</main>
</body>
</html>
`;
}

import { createHash } from 'node:crypto';
import { escapeHtml } from '../escape.ts';
import { blocksHtml, type DrawPlot } from './html-blocks.ts';
import type { Section } from './document.ts';
import { pageStyle } from './page-style.ts';

export type Page = {
  readonly title: string;
  /** The first one stands above the links to the others. */
  readonly sections: readonly Section[];
  /** One line, raw. */
  readonly footer: string;
  /** CSS beside that of every page. */
  readonly style?: string;
  /** Runs before anything is shown; text that ends no script element. */
  readonly script?: string;
  /** HTML at the end of a section, by the section's id, and at the end of the page. */
  readonly extra?: ReadonlyMap<string, string>;
};

/** Where `extra` at the end of the page is found. */
export const pageEnd = '';

/** One HTML file that needs nothing else: no network, and no script but its own. The same bytes for the same page. */
export function pageHtml({ title, sections, footer, style, script, extra }: Page, draw: DrawPlot): string {
  const [first, ...others] = sections;
  const links = others.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join('');
  const body = others.map(
    ({ id, title, blocks }) =>
      `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${blocksHtml(blocks, id, draw)}${extra?.get(id) ?? ''}</section>\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style ?? ''}</style>
${script === undefined ? '' : `<script>${script}</script>\n`}</head>
<body>
<header><h1>${first?.title ?? ''}</h1>
${blocksHtml(first?.blocks ?? [], 'headline', draw)}<nav aria-label="Sections"><ol>${links}</ol></nav></header>
<main>
${body.join('')}<footer>${escapeHtml(footer)}</footer>
</main>
${extra?.get(pageEnd) ?? ''}</body>
</html>
`;
}

/** The browser is told to fetch nothing and to run nothing but this one script, should an escape ever be missed. */
function policyOf(script: string | undefined): string {
  const digest = createHash('sha256')
    .update(script ?? '')
    .digest('base64');
  const scripts = script === undefined ? '' : `script-src 'sha256-${digest}'; `;
  return `default-src 'none'; ${scripts}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
}

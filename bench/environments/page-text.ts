import { strip } from '../../datasets/index.ts';
import type { PageMode } from '../../graders/index.ts';

/**
 * A page as a mode gives it back. The official makes Markdown with html2text and text with Beautiful Soup: Markdown differs
 * from that in its details, text is the same wherever the page is well-formed.
 * @see bfcl-eval `WebSearchAPI.fetch_url_content`
 */
export async function pageText(html: string, mode: PageMode): Promise<string> {
  switch (mode) {
    case 'raw':
      return html;
    case 'markdown':
      return markdownOf(html);
    case 'truncate':
      return textOf(html);
  }
}

/** Levels of elements; what makes Markdown takes time by their square, and the stack. */
const MOST_LEVELS = 500;

/** @throws {RangeError} for a page of too many levels */
async function markdownOf(html: string): Promise<string> {
  if ((await readHtml(html)).levels > MOST_LEVELS)
    throw new RangeError(`the page has more than ${MOST_LEVELS} levels of elements`);
  // Loaded here and below: only tasks that search the web read pages.
  const { default: TurndownService } = await import('turndown');
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '*',
  });
  service.remove(['script', 'style', 'noscript', 'template', 'title', 'head']);
  return service.turndown(html);
}

/** Texts between tags, stripped, one a line. */
async function textOf(html: string): Promise<string> {
  return (await readHtml(html)).texts.join('\n');
}

const hidden: ReadonlySet<string> = new Set(['script', 'style', 'template']);

type HtmlReading = {
  /** Between tags, stripped, none empty. */
  readonly texts: readonly string[];
  readonly levels: number;
};

async function readHtml(html: string): Promise<HtmlReading> {
  const { Parser } = await import('htmlparser2');
  const texts: string[] = [];
  let current = '';
  let [hiddenBy, level, levels] = [0, 0, 0];
  const flush = () => {
    const text = strip(current);
    if (text !== '' && hiddenBy === 0) texts.push(text);
    current = '';
  };
  const parser = new Parser({
    ontext: (text) => {
      current += text;
    },
    onopentag: (name) => {
      flush();
      levels = Math.max(levels, ++level);
      if (hidden.has(name)) hiddenBy++;
    },
    onclosetag: (name) => {
      flush();
      level--;
      if (hidden.has(name)) hiddenBy--;
    },
    oncomment: flush,
    onprocessinginstruction: flush,
  });
  parser.end(html);
  flush();
  return { texts, levels };
}

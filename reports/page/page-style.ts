import { pageColors } from './plots/palette.ts';

const declarations = (colors: Readonly<Record<string, string>>) =>
  Object.entries(colors)
    .map(([name, color]) => `--${name}:${color};`)
    .join('');

const seriesClasses = Object.keys(pageColors.light)
  .filter((name) => name.startsWith('series-'))
  .map((name) => `.${name}{color:var(--${name})}`)
  .join('\n');

const light = `color-scheme:light;--text:#1b1f24;--soft:#565e69;--panel:#f5f6f8;--good:#116329;--bad:#a40e26;${declarations(pageColors.light)}`;
const dark = `color-scheme:dark;--text:#e6e8eb;--soft:#a2a9b3;--panel:#1e2227;--good:#5fd38d;--bad:#ff9a9a;${declarations(pageColors.dark)}`;

/** The page's style: light and dark by the reader's preference or the root's `data-theme`, light on paper, from 360 px on. */
export const pageStyle = `
:root{${light}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
:root[data-theme=dark]{${dark}}
@media print{:root:root:root{${light}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,header{max-width:1120px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 12px}
h2{font-size:1.25rem;margin:40px 0 8px;padding-top:12px;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:20px 0 4px}
p{margin:8px 0;max-width:75ch}
header>p{font-size:1.15rem}
dl{display:grid;grid-template-columns:minmax(6em,max-content) 1fr;gap:4px 16px;margin:8px 0}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
nav ol{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:16px 0 0;padding:0;font-size:.9rem}
a{color:var(--series-0)}
figure{margin:16px 0;padding:12px;background:var(--panel);border-radius:8px}
figcaption{font-weight:600;font-size:.9rem;margin-bottom:4px}
svg{display:block;width:100%;height:auto;font-family:system-ui,sans-serif}
.wide svg{max-width:1040px}
.narrow{display:none}
@media (max-width:700px){.wide{display:none}.narrow{display:block}}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:12px;margin:16px 0}
.panels figure{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:0 0 4px;padding:0;font-size:.85rem}
.scroll{overflow-x:auto;margin:16px 0}
.scroll:focus-visible{outline:2px solid var(--series-0)}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding-bottom:6px;position:sticky;left:0;max-width:calc(100vw - 32px)}
th,td{padding:4px 12px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);max-width:34em;overflow-wrap:anywhere;min-width:3em}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom;overflow-wrap:normal;white-space:normal}
tbody th{font-weight:500}
.number{text-align:right}
tbody :is(th,td):not(.short){min-width:10.5em}
tbody .short{white-space:nowrap}
.shaded thead th+th{vertical-align:bottom;text-align:right;padding-right:8px}
.shaded thead th+th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:13em;white-space:normal;overflow-wrap:normal;display:inline-block;text-align:left}
.shaded tbody th{overflow-wrap:normal;min-width:9em}
@media (min-width:701px){.shaded tbody th{white-space:nowrap}}
.shaded td{text-align:right;padding:4px 8px;min-width:3.2em;background:color-mix(in srgb,var(--series-0) calc(var(--shade)*.55),transparent);print-color-adjust:exact}
.shaded td a{color:inherit}
details.numbers{margin-top:-8px}
details{margin:8px 0;padding:8px 12px;background:var(--panel);border-radius:8px}
summary{cursor:pointer}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.45 ui-monospace,monospace;unicode-bidi:plaintext}
details dl{grid-template-columns:14em 1fr}
@media (max-width:700px){details dl{grid-template-columns:1fr}details dd{margin-bottom:8px}}
footer{margin:40px 0 24px;color:var(--soft);font-size:.85rem}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:2px solid var(--series-0);outline-offset:2px}
@media print{nav{display:none}.wide{display:block}.narrow{display:none}.numbers::details-content{content-visibility:visible;block-size:auto}.numbers>summary{list-style:none}figure,details{break-inside:avoid}h2,h3,figcaption,caption{break-after:avoid}.scroll{overflow:visible}html{font-size:11px}body{font-size:1rem}tr{break-inside:avoid}}
${seriesClasses}
`;

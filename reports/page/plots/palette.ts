/** After Okabe and Ito, told apart by the colour-blind too, each 3:1 against the page: of series, in order. @see jfly.uni-koeln.de/color */
const seriesColors = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#aa4499',
  '#b8860b',
  '#3592c8',
  '#7f7f7f',
  '#5d3a9b',
] as const;

/** Letters on each of them: black or white, made unequal so that each can be replaced. */
const onColors = [
  '#fffff0',
  '#000001',
  '#000002',
  '#fffff1',
  '#000003',
  '#000004',
  '#000005',
  '#fffff2',
] as const;

export const ink = '#444444';
export const rule = '#dddddd';
const paper = '#ffffff';

const symbols = ['circle', 'diamond', 'triangle', 'rect'] as const;
const glyphs = ['●', '◆', '▲', '■'] as const;
const dashes = ['solid', 'dashed', 'dotted'] as const;

/** Colours that a page gives to the variables of the plots, in light and in dark. */
export const pageColors: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: { ...numbered('series', seriesColors), ...numbered('on', onColors), ink, rule, paper },
  dark: {
    ...numbered('series', [
      '#4da6e0',
      '#f58b4c',
      '#2cc79b',
      '#e08acb',
      '#e6c04d',
      '#a3d9fa',
      '#a8a8a8',
      '#b39ae6',
    ]),
    ...numbered(
      'on',
      onColors.map(() => '#000000'),
    ),
    ink: '#c8ccd2',
    rule: '#3a3f47',
    paper: '#15181c',
  },
};

function numbered(kind: string, colors: readonly string[]): Record<string, string> {
  return Object.fromEntries(colors.map((color, index) => [`${kind}-${index}`, color]));
}

const variables = new Map(Object.entries(pageColors.light).map(([name, color]) => [color, `var(--${name})`]));

/** The CSS variable that a colour of a plot becomes in a page; others stay. */
export function variableOf(color: string): string {
  return variables.get(color) ?? color;
}

export function colorAt(index: number): string {
  return cycled(seriesColors, index);
}

/** What can be read on `colorAt` of the same index. */
export function colorOn(index: number): string {
  return cycled(onColors, index);
}

/** Of a part of a stacked bar, so that nobody depends on its colour. */
export function letterAt(index: number): string {
  return String.fromCharCode(97 + (index % 26));
}

/** Signs go on by one where the colours start anew: no two of 32 series have both in common. */
function signAt(index: number): number {
  return index + Math.floor(index / seriesColors.length);
}

export function symbolAt(index: number): string {
  return cycled(symbols, signAt(index));
}

/** As a character, for legends in text. */
export function glyphAt(index: number): string {
  return cycled(glyphs, signAt(index));
}

export function dashAt(index: number): (typeof dashes)[number] {
  return cycled(dashes, index);
}

function cycled<Item>(items: readonly [Item, ...Item[]], index: number): Item {
  return items[index % items.length] ?? items[0];
}

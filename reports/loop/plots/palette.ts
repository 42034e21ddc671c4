/** Okabe and Ito's colours, told apart by the colour-blind too: of series, in order. @see jfly.uni-koeln.de/color */
const seriesColors = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#aa4499',
  '#b8860b',
  '#56b4e9',
  '#7f7f7f',
  '#5d3a9b',
] as const;

export const ink = '#444444';
export const rule = '#dddddd';
const paper = '#ffffff';

const symbols = ['circle', 'diamond', 'triangle', 'rect'] as const;
const glyphs = ['●', '◆', '▲', '■'] as const;
const dashes = ['solid', 'dashed', 'dotted'] as const;

/** Colours that a page gives to the variables of the plots, in light and in dark. */
export const pageColors: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: { ...numbered(seriesColors), ink, rule, paper },
  dark: {
    ...numbered(['#4da6e0', '#f58b4c', '#2cc79b', '#e08acb', '#e6c04d', '#a3d9fa', '#a8a8a8', '#b39ae6']),
    ink: '#c8ccd2',
    rule: '#3a3f47',
    paper: '#15181c',
  },
};

function numbered(colors: readonly string[]): Record<string, string> {
  return Object.fromEntries(colors.map((color, index) => [`series-${index}`, color]));
}

const variables = new Map(Object.entries(pageColors.light).map(([name, color]) => [color, `var(--${name})`]));

/** The CSS variable that a colour of a plot becomes in a page; others stay. */
export function variableOf(color: string): string {
  return variables.get(color) ?? color;
}

export function colorAt(index: number): string {
  return cycled(seriesColors, index);
}

export function symbolAt(index: number): string {
  return cycled(symbols, index);
}

/** As a character, for legends in text. */
export function glyphAt(index: number): string {
  return cycled(glyphs, index);
}

export function dashAt(index: number): (typeof dashes)[number] {
  return cycled(dashes, index);
}

function cycled<Item>(items: readonly [Item, ...Item[]], index: number): Item {
  return items[index % items.length] ?? items[0];
}

import type { CustomSeriesOption } from 'echarts/charts';
import type { PlotPoint } from '../document.ts';

type Whiskers = {
  readonly points: readonly PlotPoint[];
  readonly color: string;
  /** Across the direction of the values, in pixels, so that series beside each other do not cover each other. */
  readonly offset: number;
  readonly direction: 'along-x' | 'along-y';
};

/** Half the length of the bars at the ends, in pixels. */
const cap = 4;

/** Intervals as lines with short bars at their ends. */
export function whiskers({ points, color, offset, direction }: Whiskers): CustomSeriesOption {
  const isAlongX = direction === 'along-x';
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: points.map(({ at, low, high }) => [at, low, high]),
    renderItem: (_, api) => {
      const end = (dimension: number) => {
        const [at, value] = [api.value(0), api.value(dimension)];
        const [x = 0, y = 0] = api.coord(isAlongX ? [value, at] : [at, value]);
        return isAlongX ? { along: x, across: y + offset } : { along: y, across: x + offset };
      };
      const [low, high] = [end(1), end(2)];
      const line = (from: Position, to: Position) => ({
        type: 'line' as const,
        shape: shape(from, to),
        style,
      });
      const style = { stroke: color, lineWidth: 1.5 };
      const shape = (from: Position, to: Position) =>
        isAlongX
          ? { x1: from.along, y1: from.across, x2: to.along, y2: to.across }
          : { x1: from.across, y1: from.along, x2: to.across, y2: to.along };
      const ends = [low, high].map((one) =>
        line({ ...one, across: one.across - cap }, { ...one, across: one.across + cap }),
      );
      return { type: 'group', children: [line(low, high), ...ends] };
    },
  };
}

type Position = { readonly along: number; readonly across: number };

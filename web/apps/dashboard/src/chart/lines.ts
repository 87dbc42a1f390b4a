import type { Bar } from '@radist/client/views';
import {
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  type LineWidth,
  type Time,
} from 'lightweight-charts';
import type { Tokens } from '../looks.ts';
import type { Values } from './formulas.ts';
import { type Indicator, type LineKind, looksOf, nameIndicator } from './indicators.ts';
import { veiled, volumeColour } from './look.ts';
import { Track } from './track.ts';

/** Colours of the lines of indicators, told apart by people with any kind of sight; on both themes. */
const COLOURS = {
  dark: ['#f2c14e', '#7aa2ff', '#d58cff', '#7bd88f', '#ff9f43', '#5fd7e8', '#ff8fb1', '#c3b299'],
  light: ['#8a5a00', '#2450c8', '#8a2be2', '#1b7a35', '#a84300', '#00707f', '#b0225f', '#6b5b3e'],
};

function lineColour({ theme }: Tokens, at: number): string {
  const colours = COLOURS[theme];
  return colours[at % colours.length] as string;
}

/** Above it are those of the price and of the volume. */
const FIRST_PANE = 2;

/** One indicator on the chart. */
interface Drawn {
  readonly track: Track;
  readonly series: readonly ISeriesApi<'Line' | 'Histogram'>[];
  readonly kinds: readonly LineKind[];
  readonly colours: readonly string[];
  readonly pane: number;
  /** Along the bars. */
  readonly values: Values[];
}

/** What the legend says of an indicator at one bar. */
export interface Legend {
  readonly name: string;
  readonly pane: number;
  readonly values: Values;
  readonly colours: readonly string[];
}

/** The chosen indicators: over the price, or in panes of their own below it. */
export class Lines {
  private drawn: Drawn[] = [];

  constructor(
    private readonly chart: IChartApi,
    private readonly tokens: Tokens,
    private readonly format: (value: number) => string,
  ) {}

  choose(indicators: readonly Indicator[], bars: readonly Bar[], times: readonly number[]): void {
    for (const { series } of this.drawn) {
      for (const each of series) this.chart.removeSeries(each);
    }
    this.drawn = [];
    let free = FIRST_PANE;
    let colour = 0;
    for (const indicator of indicators) {
      const pane = looksOf(indicator).apart ? free++ : 0;
      this.drawn.push(this.add(indicator, pane, colour));
      colour += 1;
    }
    this.reset(bars, times);
  }

  reset(bars: readonly Bar[], times: readonly number[]): void {
    for (const drawn of this.drawn) {
      const { track, series, values } = drawn;
      values.splice(0, values.length, ...track.run(bars));
      series.forEach((each, line) => {
        each.setData(times.map((time, at) => this.point(time, drawn, at, line)));
      });
    }
  }

  /** The bar at `at`, the newest, changed or began. */
  next(at: number, bar: Bar, time: number): void {
    for (const drawn of this.drawn) {
      drawn.values[at] = drawn.track.next(bar);
      drawn.series.forEach((each, line) => {
        each.update(this.point(time, drawn, at, line));
      });
    }
  }

  legend(at: number): Legend[] {
    return this.drawn.map(({ track, pane, values, colours }) => {
      return { name: nameIndicator(track.indicator), pane, values: values[at] ?? [], colours };
    });
  }

  private point(time: number, { values, kinds }: Drawn, at: number, line: number) {
    const bars = kinds[line] === 'bars';
    const value = values[at]?.[line];
    if (value === null || value === undefined) return { time: time as Time };
    return {
      time: time as Time,
      value,
      ...(bars ? { color: volumeColour(this.tokens, value >= 0) } : {}),
    };
  }

  private add(indicator: Indicator, pane: number, at: number): Drawn {
    const { lines, apart } = looksOf(indicator);
    const track = new Track(indicator);
    const colours: string[] = [];
    const series = lines.map((kind, line) => {
      // Bands share one colour; lines that cross each other do not.
      const colour = lineColour(this.tokens, apart ? at + line * 3 : at);
      colours.push(kind === 'bars' ? this.tokens.second : colour);
      return this.addSeries(kind, colour, pane);
    });
    if (indicator.kind === 'rsi') this.levels(series[0]);
    return { track, series, kinds: lines, colours, pane, values: [] };
  }

  private addSeries(kind: LineKind, colour: string, pane: number) {
    const quiet = { priceLineVisible: false, lastValueVisible: false };
    const formatter = pane === 0 ? this.format : (value: number) => value.toFixed(2);
    const priceFormat = pane === 0 ? { type: 'custom' as const, formatter } : undefined;
    const common = { ...quiet, ...(priceFormat ? { priceFormat } : {}) };
    if (kind === 'bars') {
      const color = volumeColour(this.tokens, true);
      return this.chart.addSeries(HistogramSeries, { ...common, color }, pane);
    }
    const lineWidth: LineWidth = 1;
    const color = kind === 'thin' ? veiled(colour, 0.7) : colour;
    const options = { ...common, color, lineWidth, crosshairMarkerVisible: false };
    return this.chart.addSeries(LineSeries, options, pane);
  }

  /** Where an RSI is said to be high or low. */
  private levels(series: ISeriesApi<'Line' | 'Histogram'> | undefined): void {
    for (const price of [30, 70]) {
      const color = this.tokens.control;
      series?.createPriceLine({
        price,
        color,
        lineWidth: 1,
        lineStyle: 1,
        axisLabelVisible: false,
      });
    }
  }
}

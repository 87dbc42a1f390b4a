import type { Bar } from '@radist/client/views';
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  PriceScaleMode,
  type Time,
} from 'lightweight-charts';
import type { Tokens } from '../looks.ts';
import { Bands } from './bands.ts';
import { type Band, bandsOf, barAt, isSound, secondsAt, tailOf } from './bars.ts';
import type { Indicator } from './indicators.ts';
import { type Interval, secondsOf } from './intervals.ts';
import type { Legend, Lines } from './lines.ts';
import type { LinkListener } from './link.ts';
import { bandColours, candleLook, chartLook, volumeColour } from './look.ts';
import type { Prices } from './prices.ts';
import { Times } from './times.ts';
import { Zone } from './zone.ts';

const DAY = 86_400;
/** Bars in sight at first. */
const FIRST_BARS = 120;
/** Room at the right of the newest bar, in bars. */
const RIGHT_BARS = 6;
/** Nearer than so many bars to the oldest, more are asked for. */
const NEAR_EDGE = 30;
/** With fewer bars than this the first look is taken again when more come. */
const FEW_BARS = 20;
/** A hole is not drawn wider than so many bars. */
const WIDEST_HOLE = 120;

export interface PlotView {
  readonly interval: Interval;
  readonly zone: string;
  readonly locale: string;
  readonly tokens: Tokens;
  readonly prices: Prices;
  /** Volume and indicators have no panes where there is no room for them. */
  readonly panes: boolean;
  label(band: Band, times: Times): string;
  /** The server's time, in seconds. */
  now(): number;
  days(count: number): string;
}

/** A stretch of true time, in seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface PlotListener {
  /** The bar under the crosshair, by its place in the row; null where there is none. */
  hover(at: number | null): void;
  range(stretch: Stretch): void;
  /** The oldest bars are in sight. */
  edge(): void;
  /** Whether the newest bar is out of sight. */
  away(away: boolean): void;
}

/** The one owner of a chart of the library; does nothing any more once it was removed. */
export class Plot {
  readonly times: Times;
  /** What goes along with other charts. */
  readonly follower: LinkListener = {
    hover: (seconds) => this.pointAt(seconds),
    range: (stretch) => this.stretch(stretch),
  };
  bars: readonly Bar[] = [];
  readonly candles: ISeriesApi<'Candlestick'>;
  /** The bar under the crosshair. */
  hovered: number | null = null;
  private alive = true;
  /** The price under the pointer. */
  private pointer: number | null = null;
  private readonly zone: Zone;
  private readonly seconds: number;
  private readonly chart: IChartApi;
  private readonly volume: ISeriesApi<'Histogram'> | null;
  /** None before an indicator is wanted. */
  private lines: Lines | null = null;
  private readonly bands: Bands;
  /** Times of the bars as the chart has them. */
  private moved: number[] = [];
  private pinned = false;
  private chosen: readonly Indicator[] = [];

  constructor(
    host: HTMLElement,
    private readonly view: PlotView,
    private readonly listener: PlotListener,
  ) {
    const { interval, tokens, prices } = view;
    this.seconds = secondsOf(interval);
    const days = this.seconds >= DAY;
    this.zone = new Zone(days ? 'UTC' : view.zone);
    this.times = new Times(view.locale, this.zone, days);
    this.chart = createChart(host, { ...chartLook(tokens), ...this.axes(), autoSize: true });
    const formatter = (price: number) => prices.price(price);
    const priceFormat = { type: 'custom' as const, formatter, minMove: prices.step || 1e-8 };
    this.candles = this.chart.addSeries(CandlestickSeries, { ...candleLook(tokens), priceFormat });
    this.bands = new Bands(bandColours(tokens));
    this.candles.attachPrimitive(this.bands);
    this.volume = view.panes ? this.addVolume() : null;
    this.listen();
  }

  remove(): void {
    if (!this.alive) return;
    this.alive = false;
    this.chart.remove();
  }

  /** Goes on from what is drawn where it can, else draws all. */
  show(bars: readonly Bar[]): void {
    if (!this.alive || bars === this.bars) return;
    const tail = tailOf(this.bars, bars);
    const before = this.bars;
    this.bars = bars;
    if (tail === null || this.hasHole(bars, before.length)) this.reset(before.length < FEW_BARS);
    else for (let at = tail; at < bars.length; at += 1) this.update(at);
  }

  /** The indicators to draw; their code comes when one is wanted first. */
  async choose(indicators: readonly Indicator[]): Promise<void> {
    const { tokens, prices, panes } = this.view;
    const wanted = panes ? indicators : [];
    if (!this.lines && wanted.length === 0) return;
    this.chosen = wanted;
    const { Lines } = await import('./lines.ts');
    if (!this.alive || this.chosen !== wanted) return;
    this.lines ??= new Lines(this.chart, tokens, (price) => prices.price(price));
    this.lines.choose(wanted, this.bars, this.moved);
    this.share();
    this.listener.hover(this.hovered);
  }

  scale(logarithmic: boolean): void {
    const mode = logarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    if (this.alive) this.candles.priceScale().applyOptions({ mode });
  }

  /** What stands beside the last price. */
  countdown(text: string): void {
    if (this.alive) this.candles.applyOptions({ title: text });
  }

  now(): void {
    if (this.alive) this.chart.timeScale().scrollToPosition(RIGHT_BARS, false);
  }

  picture(): HTMLCanvasElement | null {
    return this.alive ? this.chart.takeScreenshot(true) : null;
  }

  legend(at: number): Legend[] {
    return this.lines?.legend(at) ?? [];
  }

  /** Top of each pane within the chart, for its legend. */
  paneTops(): number[] {
    if (!this.alive) return [];
    const { top } = this.chart.chartElement().getBoundingClientRect();
    return this.chart.panes().map((pane) => {
      const box = pane.getHTMLElement()?.getBoundingClientRect();
      return box ? box.top - top : 0;
    });
  }

  /** Puts the crosshair on a bar; brings it into sight where the reader walks. */
  point(at: number | null, follow = false): void {
    if (!this.alive) return;
    const bar = at === null ? undefined : this.bars[at];
    const time = at === null ? undefined : this.moved[at];
    if (!bar || time === undefined) {
      this.chart.clearCrosshairPosition();
      return;
    }
    if (follow) this.bringIntoSight(time);
    this.chart.setCrosshairPosition(bar.close, time as Time, this.candles);
  }

  /** The same by true time, as another chart says it. */
  private pointAt(seconds: number | null): void {
    const at = seconds === null ? -1 : barAt(this.bars, seconds);
    this.point(at < 0 ? null : at);
  }

  /** The price at a height of the page, where the price is drawn. */
  priceAt(clientY: number): number | null {
    if (!this.alive) return null;
    const pane = this.chart.panes()[0]?.getHTMLElement()?.getBoundingClientRect();
    if (!pane || clientY < pane.top || clientY > pane.bottom) return null;
    return this.candles.coordinateToPrice(clientY - pane.top);
  }

  /** The price that the reader points at: of the pointer, of the bar that was walked to, or the last. */
  get pointed(): number | null {
    return this.pointer ?? this.bars[this.hovered ?? this.bars.length - 1]?.close ?? null;
  }

  /** Shows a stretch of true time without telling of it. */
  private stretch({ from, to }: Stretch): void {
    if (!this.alive || this.bars.length === 0) return;
    this.pinned = true;
    const move = (time: number) => (time + this.zone.offset(time)) as Time;
    this.chart.timeScale().setVisibleRange({ from: move(from), to: move(to) });
    requestAnimationFrame(() => {
      this.pinned = false;
    });
  }

  private axes() {
    const { times } = this;
    return {
      localization: {
        locale: this.view.locale,
        timeFormatter: (time: Time) => times.axis(Number(time)),
      },
      timeScale: {
        ...chartLook(this.view.tokens).timeScale,
        timeVisible: this.seconds < DAY,
        secondsVisible: false,
        rightOffset: RIGHT_BARS,
        minBarSpacing: 1,
        tickMarkFormatter: (time: Time, type: number) => times.tick(Number(time), type),
      },
    };
  }

  private addVolume(): ISeriesApi<'Histogram'> {
    const { prices } = this.view;
    const formatter = (volume: number) => prices.compact(volume);
    return this.chart.addSeries(
      HistogramSeries,
      {
        priceFormat: { type: 'custom', formatter, minMove: 1e-8 },
        priceLineVisible: false,
        lastValueVisible: false,
      },
      1,
    );
  }

  private listen(): void {
    const { listener } = this;
    this.chart.subscribeCrosshairMove((event: MouseEventParams) => {
      if (!this.alive) return;
      const inside = event.point && event.time !== undefined;
      this.hovered = inside ? this.indexOf(Number(event.time)) : null;
      const y = event.sourceEvent?.clientY;
      this.pointer = y === undefined ? null : this.priceAt(y);
      listener.hover(this.hovered);
    });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (!this.alive || !range || this.bars.length === 0) return;
      if (range.from < NEAR_EDGE) listener.edge();
      const last = this.chart.timeScale().timeToIndex((this.moved.at(-1) ?? 0) as Time, true);
      listener.away(last !== null && range.to < last);
      if (!this.pinned) this.tellRange();
    });
  }

  private tellRange(): void {
    const range = this.chart.timeScale().getVisibleRange();
    if (!range) return;
    const [from, to] = [Number(range.from), Number(range.to)];
    this.listener.range({ from: this.zone.back(from), to: this.zone.back(to) });
  }

  private indexOf(moved: number): number | null {
    const at = barAt(this.bars, this.zone.back(moved));
    return at < 0 ? null : at;
  }

  private bringIntoSight(time: number): void {
    const scale = this.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const index = scale.timeToIndex(time as Time, true);
    if (!range || index === null || (index >= range.from && index <= range.to)) return;
    const half = (range.to - range.from) / 2;
    scale.setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  /** Whether a bar from `first` on does not follow the one before it. */
  private hasHole(bars: readonly Bar[], first: number): boolean {
    for (let at = Math.max(1, first); at < bars.length; at += 1) {
      const [before, bar] = [bars[at - 1] as Bar, bars[at] as Bar];
      if (secondsAt(bar) > secondsAt(before) + this.seconds) return true;
    }
    return false;
  }

  private reset(first: boolean): void {
    const points = withBlanks(this.bars, this.seconds);
    const times = this.zone.moveAll(points.map(({ time }) => time));
    this.moved = times.filter((_, at) => points[at]?.bar);
    const rows = points.map(({ bar }, at) => this.row(bar, times[at] as number));
    this.candles.setData(rows);
    this.volume?.setData(this.bars.map((bar, at) => this.volumeOf(bar, this.moved[at] as number)));
    this.lines?.reset(this.bars, this.moved);
    this.shade();
    if (first) this.begin(points.length);
  }

  private begin(length: number): void {
    this.share();
    const from = Math.max(0, length - FIRST_BARS);
    this.chart.timeScale().setVisibleLogicalRange({ from, to: length + 5 });
  }

  private update(at: number): void {
    const bar = this.bars[at] as Bar;
    const time = this.moved[at] ?? this.zone.move(secondsAt(bar));
    this.moved[at] = time;
    this.candles.update(this.row(bar, time));
    this.volume?.update(this.volumeOf(bar, time));
    this.lines?.next(at, bar, time);
  }

  private row(bar: Bar | null, time: number) {
    if (!bar || !isSound(bar)) return { time: time as Time };
    const { open, high, low, close } = bar;
    return { time: time as Time, open, high, low, close };
  }

  private volumeOf(bar: Bar, time: number) {
    const color = volumeColour(this.view.tokens, bar.close >= bar.open);
    return { time: time as Time, value: isSound(bar) ? bar.volume : 0, color };
  }

  private shade(): void {
    const { view, times } = this;
    const move = (time: number) => time + this.zone.offset(time);
    const shown = bandsOf(this.bars, view.interval).map((band) => ({
      from: move(band.from),
      to: move(band.to),
      label: view.label(band, times),
      missing: band.kind === 'missing',
    }));
    this.bands.show(shown, bandColours(view.tokens));
  }

  /** How the panes share the height. */
  private share(): void {
    const shares = [6, this.volume ? 1.2 : 1.6];
    this.chart.panes().forEach((pane, at) => {
      pane.setStretchFactor(shares[at] ?? 1.6);
    });
  }
}

interface Point {
  readonly time: number;
  readonly bar: Bar | null;
}

/** The bars with blanks where some are missing, so that a hole is as wide as it is long. */
function withBlanks(bars: readonly Bar[], seconds: number): Point[] {
  const points: Point[] = [];
  for (const bar of bars) {
    const time = secondsAt(bar);
    const last = points.at(-1)?.time;
    const missing = last === undefined ? 0 : (time - last) / seconds - 1;
    for (let blank = 1; blank <= Math.min(missing, WIDEST_HOLE); blank += 1) {
      points.push({ time: (last ?? 0) + blank * seconds, bar: null });
    }
    points.push({ time, bar });
  }
  return points;
}

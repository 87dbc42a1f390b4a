import type { Bar } from '@radist/client/views';
import {
  type AutoscaleInfo,
  CandlestickSeries,
  createChart,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  LineStyle,
  type Time,
} from 'lightweight-charts';
import { isSound, secondsAt } from '../../chart/bars.ts';
import { candleLook, chartLook } from '../../chart/look.ts';
import type { Prices } from '../../chart/prices.ts';
import type { Tokens } from '../../looks.ts';

const MOST_BARS = 96;
/** A level further away than this from the price is not brought into sight: nothing else would be seen. */
const SIGHT = 0.25;

/** The one owner of a small chart with a level on it. */
export class LevelPlot {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private line: IPriceLine | null = null;
  private shown: readonly Bar[] = [];
  private price: number | null = null;
  private dragging = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly tokens: Tokens,
    prices: Prices,
    private readonly moved: (level: number) => void,
  ) {
    const look = chartLook(tokens);
    this.chart = createChart(host, {
      ...look,
      autoSize: true,
      handleScroll: false,
      handleScale: false,
      timeScale: { ...look.timeScale, visible: false, rightOffset: 4 },
      localization: { priceFormatter: (price: number) => prices.price(price) },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, {
      ...candleLook(tokens),
      autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => this.scaled(own()),
    });
    host.addEventListener('pointerdown', this.down);
    host.addEventListener('pointermove', this.drag);
    host.addEventListener('pointerup', this.up);
  }

  remove(): void {
    this.host.removeEventListener('pointerdown', this.down);
    this.host.removeEventListener('pointermove', this.drag);
    this.host.removeEventListener('pointerup', this.up);
    this.chart.remove();
  }

  show(bars: readonly Bar[]): void {
    const recent = bars.slice(-MOST_BARS).filter(isSound);
    const first = this.shown.length === 0 && recent.length > 0;
    this.shown = recent;
    this.candles.setData(
      recent.map((bar) => {
        const { open, high, low, close } = bar;
        return { time: secondsAt(bar) as Time, open, high, low, close };
      }),
    );
    if (first) this.chart.timeScale().fitContent();
  }

  level(price: number | null): void {
    if (price === this.price) return;
    this.price = price;
    if (price === null) {
      if (this.line) this.candles.removePriceLine(this.line);
      this.line = null;
      return;
    }
    const { warning } = this.tokens;
    this.line ??= this.candles.createPriceLine({
      price,
      color: warning,
      lineWidth: 2,
      lineStyle: LineStyle.Solid,
      axisLabelVisible: true,
    });
    this.line.applyOptions({ price });
    // Whether the level is in sight is looked at when the scale is.
    this.candles.priceScale().applyOptions({ autoScale: true });
  }

  private scaled(own: AutoscaleInfo | null): AutoscaleInfo | null {
    const { price } = this;
    if (!own?.priceRange || price === null) return own;
    const { minValue, maxValue } = own.priceRange;
    const near = price > minValue * (1 - SIGHT) && price < maxValue * (1 + SIGHT);
    if (!near) return own;
    const priceRange = {
      minValue: Math.min(minValue, price),
      maxValue: Math.max(maxValue, price),
    };
    return { ...own, priceRange };
  }

  private readonly down = (event: PointerEvent): void => {
    // The logo of the library is a link.
    if (event.button !== 0 || (event.target as Element).closest('a')) return;
    this.dragging = true;
    this.host.setPointerCapture(event.pointerId);
    this.drag(event);
  };

  private readonly drag = ({ clientY }: PointerEvent): void => {
    if (!this.dragging) return;
    const { top } = this.host.getBoundingClientRect();
    const price = this.candles.coordinateToPrice(clientY - top);
    if (price !== null && price > 0) this.moved(price);
  };

  private readonly up = (): void => {
    this.dragging = false;
  };
}

import { type IPriceLine, LineStyle } from 'lightweight-charts';
import type { ChartLink } from '../chart/link.ts';
import type { Plot } from '../chart/plot.ts';

/** A line across the chart at a price. */
export interface PriceMark {
  readonly id: string;
  readonly price: number;
  readonly title: string;
  readonly color: string;
  /** What is held is drawn through; what is only wanted is dashed. */
  readonly solid: boolean;
}

/** Draws what the account has on whatever chart there is now. */
export class OrderLines implements ChartLink {
  private plot: Plot | null = null;
  private wanted: readonly PriceMark[] = [];
  private readonly drawn = new Map<string, IPriceLine>();

  hover(): void {}

  range(): void {}

  readonly join: ChartLink['join'] = (_, plot) => {
    this.plot = plot ?? null;
    this.drawn.clear();
    this.show(this.wanted);
    return () => {
      // The chart goes, and its lines with it.
      this.plot = null;
    };
  };

  show(wanted: readonly PriceMark[]): void {
    this.wanted = wanted;
    const { plot, drawn } = this;
    if (!plot) return;
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, line] of drawn) {
      if (ids.has(id)) continue;
      plot.candles.removePriceLine(line);
      drawn.delete(id);
    }
    for (const { id, price, title, color, solid } of wanted) {
      const lineStyle = solid ? LineStyle.Solid : LineStyle.Dashed;
      const look = {
        price,
        title,
        color,
        lineStyle,
        lineWidth: 1,
        axisLabelVisible: true,
      } as const;
      const known = drawn.get(id);
      if (known) known.applyOptions(look);
      else drawn.set(id, plot.candles.createPriceLine(look));
    }
  }
}

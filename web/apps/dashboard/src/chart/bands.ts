import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';

/** A shaded stretch of time with its label, times as the chart has them. */
export interface ShownBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly missing: boolean;
}

export interface BandColours {
  readonly missing: string;
  readonly backfilled: string;
  readonly text: string;
  readonly font: string;
}

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Shades where candles are missing or came later, behind the candles. */
export class Bands implements ISeriesPrimitive<Time> {
  private bands: readonly ShownBand[] = [];
  private chart: IChartApi | null = null;
  private requestUpdate = () => {};
  private readonly views: readonly IPrimitivePaneView[];

  constructor(private colours: BandColours) {
    const renderer = { draw: (target: Target) => this.draw(target) };
    this.views = [{ zOrder: () => 'bottom', renderer: () => renderer }];
  }

  attached({ chart, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.chart = chart as IChartApi;
    this.requestUpdate = requestUpdate;
  }

  detached(): void {
    this.chart = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  show(bands: readonly ShownBand[], colours: BandColours): void {
    this.bands = bands;
    this.colours = colours;
    this.requestUpdate();
  }

  private draw(target: Target): void {
    // biome-ignore lint/correctness/useHookAtTopLevel: a name of the library, no hook
    target.useMediaCoordinateSpace(({ context, mediaSize: { height } }) => {
      for (const band of this.bands) this.shade(context, band, height);
    });
  }

  private shade(context: CanvasRenderingContext2D, band: ShownBand, height: number): void {
    const scale = this.chart?.timeScale();
    const [from, to] = [band.from, band.to].map((time) => scale?.timeToCoordinate(time as Time));
    if (from === null || from === undefined) return;
    const half = (scale?.options().barSpacing ?? 0) / 2;
    const [left, right] = [from - half, (to ?? from + 2 * half) - half];
    const width = Math.max(2, right - left);
    context.fillStyle = this.colours[band.missing ? 'missing' : 'backfilled'];
    context.fillRect(left, 0, width, height);
    context.font = `11px ${this.colours.font}`;
    if (context.measureText(band.label).width + 8 > width && width < 24) return;
    context.fillStyle = this.colours.text;
    context.fillText(band.label, left + 4, height - 6);
  }
}

import type { Plot, Stretch } from './plot.ts';

export interface LinkListener {
  hover(seconds: number | null): void;
  range(stretch: Stretch): void;
}

/** What charts beside one another tell each other. */
export interface ChartLink extends LinkListener {
  /** Hears of the others, and may draw on this one until it is over. */
  join(listener: LinkListener, plot?: Plot): () => void;
}

/** Charts that go along: crosshair and range, each where it is wanted. */
export class Links {
  private readonly listeners = new Map<number, LinkListener>();
  /** Who is being told; what charts say while they follow is an echo. */
  private telling = false;

  constructor(private wanted: { readonly crosshair: boolean; readonly range: boolean }) {}

  want(wanted: { readonly crosshair: boolean; readonly range: boolean }): void {
    this.wanted = wanted;
  }

  /** The link of the chart at a place. */
  of(place: number): ChartLink {
    return {
      hover: (seconds) => this.tell(place, this.wanted.crosshair, (each) => each.hover(seconds)),
      range: (stretch) => this.tell(place, this.wanted.range, (each) => each.range(stretch)),
      join: (listener) => {
        this.listeners.set(place, listener);
        return () => this.listeners.delete(place);
      },
    };
  }

  private tell(from: number, wanted: boolean, tell: (listener: LinkListener) => void): void {
    if (!wanted || this.telling) return;
    this.telling = true;
    for (const [place, listener] of this.listeners) if (place !== from) tell(listener);
    this.telling = false;
  }
}

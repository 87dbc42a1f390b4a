import { veiled } from '../chart/look.ts';
import type { Tokens } from '../looks.ts';
import { type Depth, type Reading, readDepth } from './depth.ts';

const PAD = { top: 8, bottom: 18 };

/** Draws the depth of a book as two stairs. */
export class DepthPainter {
  private depth: Depth | null = null;
  /** Where the pointer is, as a share of the width. */
  private pointer: number | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly tokens: Tokens,
    private readonly price: (price: number) => string,
  ) {}

  show(depth: Depth | null): void {
    this.depth = depth;
    this.draw();
  }

  /** Moves the crosshair; what it reads. */
  point(share: number | null): Reading | null {
    this.pointer = share;
    this.draw();
    return this.depth && share !== null ? readDepth(this.depth, this.priceAt(share)) : null;
  }

  private priceAt(share: number): number {
    const { low = 0, high = 0 } = this.depth ?? {};
    return low + (high - low) * share;
  }

  private draw(): void {
    const { canvas, depth } = this;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = devicePixelRatio;
    const context = canvas.getContext('2d');
    if (!context || width === 0) return;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!depth || depth.most === 0) return;
    const { up, down } = this.tokens;
    this.stairs(context, depth, 'bids', up);
    this.stairs(context, depth, 'asks', down);
    this.axis(context, depth);
    if (this.pointer !== null) this.crosshair(context, this.pointer * width);
  }

  private stairs(
    context: CanvasRenderingContext2D,
    depth: Depth,
    side: 'bids' | 'asks',
    colour: string,
  ): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const floor = height - PAD.bottom;
    const x = (price: number) => ((price - depth.low) / (depth.high - depth.low)) * width;
    const y = (total: number) => floor - (total / depth.most) * (floor - PAD.top);
    context.beginPath();
    let before = floor;
    for (const { price, total } of depth[side]) {
      context.lineTo(x(price), before);
      before = y(total);
      context.lineTo(x(price), before);
    }
    const end = side === 'bids' ? 0 : width;
    context.lineTo(end, before);
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
    const first = depth[side][0]?.price ?? depth.middle;
    context.lineTo(end, floor);
    context.lineTo(x(first), floor);
    context.fillStyle = veiled(colour, 0.16);
    context.fill();
  }

  private axis(context: CanvasRenderingContext2D, { low, middle, high }: Depth): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { muted, line, font } = this.tokens;
    context.fillStyle = line;
    context.fillRect(0, height - PAD.bottom, width, 1);
    context.font = `11px ${font}`;
    context.fillStyle = muted;
    const labels = [
      [low, 4, 'left'],
      [middle, width / 2, 'center'],
      [high, width - 4, 'right'],
    ] as const;
    for (const [price, x, align] of labels) {
      context.textAlign = align;
      context.fillText(this.price(price), x, height - 5);
    }
  }

  private crosshair(context: CanvasRenderingContext2D, x: number): void {
    const floor = this.canvas.clientHeight - PAD.bottom;
    context.strokeStyle = this.tokens.control;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, PAD.top);
    context.lineTo(Math.round(x) + 0.5, floor);
    context.stroke();
    context.setLineDash([]);
  }
}

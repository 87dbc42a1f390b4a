import type { Key } from '@radist/client';
import { useRadist } from '@radist/react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import type { Prices } from '../chart/prices.ts';
import { useTokens } from '../looks.ts';
import { useWords } from '../words/language.tsx';
import { depthOf, type Reading } from './depth.ts';
import { DepthPainter } from './depth-painter.ts';
import { symbolWords } from './words.ts';

const REACHES = [0.5, 2, 5] as const;

interface DepthProps {
  readonly market: Key;
  readonly prices: Prices;
}

/** How much there is on either side of the middle. */
export function DepthPanel({ market, prices }: DepthProps) {
  const words = useWords(symbolWords);
  const [reach, setReach] = useState<number>(2);
  return (
    <div className="depth">
      <fieldset className="segments" aria-label={words.reach}>
        {REACHES.map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={each === reach}
            onClick={() => setReach(each)}
          >
            ±{prices.rough(each)} %
          </button>
        ))}
      </fieldset>
      <DepthCanvas market={market} prices={prices} reach={reach} />
    </div>
  );
}

interface CanvasProps extends DepthProps {
  readonly reach: number;
}

function DepthCanvas({ market, prices, reach }: CanvasProps) {
  const words = useWords(symbolWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [reading, point] = useDepth(canvas, { market, prices, reach });
  const share = useRef(0.5);
  const move = (to: number) => {
    share.current = Math.min(1, Math.max(0, to));
    point(share.current);
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(share.current + by);
  };
  return (
    <>
      <canvas
        ref={canvas}
        className="depth-canvas"
        role="img"
        aria-label={words.depth}
        tabIndex={0}
        onKeyDown={press}
        onBlur={() => point(null)}
        onPointerMove={({ nativeEvent, currentTarget }) =>
          move(nativeEvent.offsetX / currentTarget.clientWidth)
        }
        onPointerLeave={() => point(null)}
      />
      <output className="reading" aria-live="polite">
        {reading &&
          words.reading(
            prices.price(reading.price),
            prices.size(reading.total),
            prices.percent(reading.slippage),
          )}
      </output>
    </>
  );
}

/** Draws the depth; tells what its crosshair reads. */
function useDepth(
  canvas: { readonly current: HTMLCanvasElement | null },
  { market, prices, reach }: CanvasProps,
): [Reading | null, (share: number | null) => void] {
  const tokens = useTokens();
  const painter = useRef<DepthPainter | null>(null);
  const [reading, read] = useState<Reading | null>(null);
  const store = useRadist().store('book', market);
  useEffect(() => {
    const host = canvas.current;
    if (!host) return;
    const made = new DepthPainter(host, tokens, (price) => prices.price(price));
    painter.current = made;
    const draw = () => {
      const book = store.get();
      made.show(book ? depthOf(book, reach) : null);
    };
    const observer = new ResizeObserver(draw);
    observer.observe(host);
    const end = drawOn(store, 'book', draw);
    return () => {
      end();
      observer.disconnect();
    };
  }, [canvas, store, tokens, prices, reach]);
  return [reading, (share) => read(painter.current?.point(share) ?? null)];
}

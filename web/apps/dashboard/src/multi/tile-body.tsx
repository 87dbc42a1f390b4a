import type { Key } from '@radist/client';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { makeAlert } from '../alerts/wish.ts';
import { Chart } from '../chart/chart.tsx';
import { useCandleStore } from '../chart/chart-panel.tsx';
import type { ChartLink } from '../chart/link.ts';
import type { Prices } from '../chart/prices.ts';
import { usePrices } from '../chart/use-prices.ts';
import { useInstrument } from '../instruments.ts';
import { Panel } from '../panel/panel.tsx';
import { BookPanel } from '../symbol/book.tsx';
import { TapePanel } from '../symbol/tape.tsx';
import { useWords } from '../words/language.tsx';
import type { Tile } from './layout.ts';
import { TickerList } from './ticker-list.tsx';
import { multiWords } from './words.ts';

/** Lower tiles have room for the price alone. */
const TALL_PX = 320;

export interface BodyProps {
  readonly tile: Tile;
  readonly zone: string;
  readonly link: ChartLink;
  /** Many charts at once: each is drawn more rarely. */
  readonly slow: boolean;
}

/** What a tile shows of its symbol. */
export function TileBody({ tile, ...rest }: BodyProps) {
  const words = useWords(multiWords);
  const found = useInstrument(tile);
  const prices = usePrices(tile, found);
  if (tile.kind === 'tickers') return <TickerList />;
  if (found.instrument === null) {
    return <p className="message">{words.unknownSymbol(tile.symbol, tile.exchange)}</p>;
  }
  if (!prices) return <Panel title={tile.symbol} state={{ kind: 'loading' }} />;
  return <Priced tile={tile} prices={prices} {...rest} />;
}

function Priced({ tile, prices, zone, link, slow }: BodyProps & { readonly prices: Prices }) {
  const { exchange, symbol } = tile;
  const market = useMemo((): Key => ({ exchange, symbol }), [exchange, symbol]);
  if (tile.kind === 'book') return <BookPanel market={market} prices={prices} compact />;
  if (tile.kind === 'trades') return <TapePanel market={market} prices={prices} zone={zone} />;
  return <TileChart {...{ tile, prices, zone, link, slow }} />;
}

function TileChart({ tile, prices, zone, link, slow }: BodyProps & { readonly prices: Prices }) {
  const { symbol, exchange, interval } = tile;
  const { store, state } = useCandleStore({ exchange, symbol }, interval);
  const host = useRef<HTMLDivElement>(null);
  const tall = useTall(host);
  return (
    <div ref={host} className="tile-chart">
      <Panel title={`${symbol} ${interval}`} state={state} className="chart-panel">
        <Chart
          {...{ store, symbol, interval, prices, zone, link, slow }}
          panes={tall}
          onPrice={(price) => makeAlert({ exchange, symbol }, prices.rounded(price))}
        />
      </Panel>
    </div>
  );
}

function useTall(host: { readonly current: HTMLElement | null }): boolean {
  const [tall, setTall] = useState(false);
  useLayoutEffect(() => {
    if (!host.current) return;
    const observer = new ResizeObserver(([entry]) => {
      setTall((entry?.contentRect.height ?? 0) >= TALL_PX);
    });
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [host]);
  return tall;
}

import type { Gap, MarketEvent } from '@radist/client';
import { useRadist } from '@radist/react';
import { useEffect, useRef, useState } from 'react';
import type { Market } from '../about.ts';
import { useFrames } from '../frames.ts';
import { useLanguage } from '../words/language.tsx';
import { besides } from './board.ts';

const MOST = 10;

interface Trade extends MarketEvent {
  readonly id: string;
  readonly price: number;
  readonly quantity: number;
  readonly side: 'buy' | 'sell' | null;
}

type Line = { readonly trade: Trade } | { readonly gap: Gap };

/** The last ten trades, newest on top; what did not come is told between them. */
export function LastTrades({ market, decimals }: { market: Market; decimals: number }) {
  const { words, format } = useLanguage();
  const lines = useLastTrades(besides(market.room, 'trade'));
  if (lines.length === 0) return <p className="hint">{words.drawer.waiting}</p>;
  return (
    <table className="trades">
      <thead className="unseen">
        <tr>
          <th scope="col">{words.drawer.time}</th>
          <th scope="col">{words.columns.last}</th>
          <th scope="col">{words.drawer.size}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) =>
          'gap' in line ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a gap has no name of its own
            <tr key={`gap ${at}`} className="gap">
              <td colSpan={3}>{words.drawer.gap}</td>
            </tr>
          ) : (
            <tr key={line.trade.id}>
              <td>{format.second(line.trade.time_received / 1000)}</td>
              <td className={line.trade.side === 'sell' ? 'down' : 'up'}>
                {line.trade.side === 'sell' ? '▼' : '▲'} {format.number(line.trade.price, decimals)}
              </td>
              <td>{format.quantity(line.trade.quantity)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function useLastTrades(room: string): readonly Line[] {
  const client = useRadist();
  const kept = useRef<readonly Line[]>([]);
  const [lines, show] = useState<readonly Line[]>([]);
  const request = useFrames('table', () => show(kept.current));
  useEffect(() => {
    const keep = (line: Line) => {
      kept.current = [line, ...kept.current].slice(0, MOST);
      request();
    };
    const { leave } = client.subscribe(room, {
      event: (event) => keep({ trade: event as Trade }),
      gap: (gap) => keep({ gap }),
    });
    return () => {
      leave();
      kept.current = [];
    };
  }, [client, room, request]);
  return lines;
}

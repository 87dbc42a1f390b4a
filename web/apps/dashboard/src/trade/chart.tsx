import type { Key } from '@radist/client';
import { useEffect, useState } from 'react';
import { Chart, useCandleStore } from '../chart/chart-panel.tsx';
import type { Interval } from '../chart/intervals.ts';
import type { Prices } from '../chart/prices.ts';
import { Intervals } from '../chart/toolbar.tsx';
import { localZone } from '../chart/zone.ts';
import { type Tokens, useTokens } from '../looks.ts';
import { Panel } from '../panel/panel.tsx';
import { useSettings } from '../settings.ts';
import { useWords } from '../words/language.tsx';
import { type Amounts, useAmounts } from './amounts.ts';
import { OrderLines, type PriceMark } from './order-lines.ts';
import type { Account } from './use-account.ts';
import { type TradeWords, tradeWords } from './words.ts';

interface ChartProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly interval: Interval;
  readonly account: Account;
  onInterval(interval: Interval): void;
}

/** The chart with what the account holds and wants on it. */
export function TradeChart({ market, prices, interval, account, onInterval }: ChartProps) {
  const words = useWords(tradeWords);
  const amounts = useAmounts();
  const tokens = useTokens();
  const [{ zone }] = useSettings();
  const { store, state } = useCandleStore(market, interval);
  const [lines] = useState(() => new OrderLines());
  const marks = marksOf(account, market, { words, amounts, tokens });
  const written = JSON.stringify(marks);
  useEffect(() => lines.show(JSON.parse(written)), [lines, written]);
  return (
    <Panel
      title={`${market.symbol} · ${market.exchange}`}
      state={state}
      className="chart-panel"
      tools={<Intervals value={interval} onChange={onInterval} />}
    >
      <Chart
        store={store}
        symbol={market.symbol}
        interval={interval}
        prices={prices}
        zone={zone === 'local' ? localZone() : zone}
        panes={false}
        link={lines}
      />
    </Panel>
  );
}

interface Look {
  readonly words: TradeWords;
  readonly amounts: Amounts;
  readonly tokens: Tokens;
}

function marksOf({ orders, portfolio }: Account, { exchange, symbol }: Key, look: Look) {
  const { words, amounts, tokens } = look;
  const isHere = (one: Key) => one.exchange === exchange && one.symbol === symbol;
  const marks: PriceMark[] = [];
  const position = portfolio.portfolio?.positions.find(isHere);
  if (position?.average_price && Number(position.quantity) !== 0) {
    const title = `${words.lines.average} ${amounts.own(position.quantity)}`;
    const price = Number(position.average_price);
    marks.push({ id: 'average', price, title, color: tokens.accent, solid: true });
  }
  for (const order of orders.open.filter(isHere)) {
    const price = Number(order.price ?? order.stop_price);
    if (!price) continue;
    const size = amounts.own(order.quantity);
    const title = words.lines.order(words.ticket.sides[order.side], size);
    const color = order.side === 'buy' ? tokens.up : tokens.down;
    marks.push({ id: order.id, price, title, color, solid: false });
  }
  return marks;
}

import type { Ticker } from '@radist/client';
import { useRadist } from '@radist/react';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { decimalsOf, type Market } from '../about.ts';
import { makeAlert } from '../alerts/wish.ts';
import { useHeld } from '../frames.ts';
import { paths } from '../routing/routes.ts';
import { say } from '../shell/announcer.tsx';
import { CloseIcon } from '../shell/icons.tsx';
import { Spark } from '../spark.tsx';
import { useLanguage } from '../words/language.tsx';
import { useBoard } from './board.ts';
import { LastTrades } from './last-trades.tsx';
import { changePercent } from './order.ts';

const READ_MS = 10_000;

/** One market beside the table: its day, its best prices, its last trades, and where to go from here. */
export function Drawer({ market, onClose }: { market: Market; onClose(): void }) {
  const { words } = useLanguage();
  const { exchange, symbol, room, price_step } = market;
  const decimals = decimalsOf(price_step);
  return (
    <aside className="drawer" aria-label={words.drawer.title(symbol)}>
      <header>
        <h2>
          {symbol} <span className="exchange">{exchange}</span>
        </h2>
        <button
          type="button"
          className="button square"
          aria-label={words.close}
          title={`${words.close} (Esc)`}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      <Now room={room} symbol={symbol} decimals={decimals} />
      <p className="buttons">
        <a className="button" href={paths.symbol(exchange, symbol)}>
          {words.tabs.chart}
        </a>
        <button type="button" className="button" onClick={() => makeAlert(market)}>
          {words.alert}
        </button>
        <a className="button" href={paths.trade}>
          {words.tabs.trade}
        </a>
      </p>
      <h3>{words.drawer.trades}</h3>
      <LastTrades market={market} decimals={decimals} />
    </aside>
  );
}

interface NowProps {
  readonly room: string;
  readonly symbol: string;
  readonly decimals: number;
}

function Now({ room, symbol, decimals }: NowProps) {
  const { words, format } = useLanguage();
  const board = useBoard();
  const ticker = useHeld(useTickerOf(room), (value) => value !== undefined) ?? board.latest(room);
  const closes = board.closes(room);
  const price = (value: number | null | undefined) => format.price(value, decimals).join('');
  const change = ticker ? changePercent(ticker) : null;
  const [reads, setReads] = useReading(`${symbol} ${price(ticker?.price)}`);
  return (
    <>
      <p className="big">
        {price(ticker?.price)}{' '}
        {change !== null && (
          <small className={change > 0 ? 'up' : change < 0 ? 'down' : ''}>
            {format.change(change)}
          </small>
        )}
      </p>
      {closes && (
        <Spark
          values={closes}
          width={288}
          height={72}
          className={(closes.at(-1) ?? 0) >= (closes[0] ?? 0) ? 'up' : 'down'}
        />
      )}
      <dl className="pairs">
        <Pair name={words.columns.bid} value={price(ticker?.bid_price)} />
        <Pair name={words.columns.ask} value={price(ticker?.ask_price)} />
        <Pair name={words.low} value={price(ticker?.low)} />
        <Pair name={words.high} value={price(ticker?.high)} />
      </dl>
      <label className="reads">
        <input
          type="checkbox"
          checked={reads}
          onChange={({ target }) => setReads(target.checked)}
        />
        {words.drawer.read}
      </label>
    </>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function useTickerOf(room: string): Ticker | undefined {
  const client = useRadist();
  const store = client.store<Ticker>(room);
  return useSyncExternalStore(
    useCallback((changed: () => void) => store.subscribe(changed), [store]),
    store.get,
  );
}

/** Says the text every ten seconds for as long as that is wished. */
function useReading(text: string): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(false);
  const [latest] = useState({ text });
  useEffect(() => {
    latest.text = text;
  });
  useEffect(() => {
    if (!on) return;
    say(latest.text);
    const timer = setInterval(() => say(latest.text), READ_MS);
    return () => clearInterval(timer);
  }, [on, latest]);
  return [on, setOn];
}

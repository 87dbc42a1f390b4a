import { type Key, topic } from '@radist/client';
import { useRadist } from '@radist/react';
import { useEffect, useRef } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import { INTERVALS, isInterval } from '../chart/intervals.ts';
import { usePrices } from '../chart/use-prices.ts';
import { useInstrument } from '../instruments.ts';
import { useServer } from '../server.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { ChooseSymbol, SymbolList } from './choose-symbol.tsx';
import { TILE_KINDS, type Tile, type TileKind } from './layout.ts';
import { PricePainter } from './price-painter.ts';
import { type BodyProps, TileBody } from './tile-body.tsx';
import { multiWords } from './words.ts';

interface TileProps extends BodyProps {
  readonly place: number;
  readonly active: boolean;
  readonly locked: boolean;
  readonly maximised: boolean;
  onActivate(): void;
  onChange(change: Partial<Tile>): void;
  onMaximise(): void;
}

/** One place of the grid: its head, and what it shows. */
export function TileFrame({ tile, place, active, onActivate, ...rest }: TileProps) {
  const words = useWords(multiWords);
  const { onChange, locked, zone, link, slow } = rest;
  const empty = tile.symbol === '' && tile.kind !== 'tickers';
  const what = empty ? words.empty : `${tile.symbol} ${tile.exchange} ${words.kinds[tile.kind]}`;
  return (
    <section
      className="tile"
      data-active={active ? '' : undefined}
      aria-label={words.tile(place + 1, what)}
      onPointerDownCapture={onActivate}
      onFocusCapture={onActivate}
    >
      <TileHead tile={tile} {...rest} />
      <div className="tile-body">
        {empty ? (
          <div className="empty-tile">
            <p>+ {words.choose}</p>
            {!locked && <SymbolList onChoose={(market) => onChange(keyOf(market))} />}
          </div>
        ) : (
          <TileBody {...{ tile, zone, link, slow }} />
        )}
      </div>
    </section>
  );
}

const keyOf = ({ exchange, symbol }: Key) => ({ exchange, symbol });

type HeadProps = Omit<TileProps, 'place' | 'active' | 'onActivate'>;

function TileHead({ tile, locked, maximised, onChange, onMaximise }: HeadProps) {
  const words = useWords(multiWords);
  const { kind, exchange, symbol, interval } = tile;
  const several = (useServer().about?.exchanges.length ?? 0) > 1;
  const named = kind !== 'tickers';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button at its end does the same
    <div className="tile-head" onDoubleClick={onMaximise}>
      {named && symbol !== '' && (
        <ChooseSymbol
          label={symbol}
          disabled={locked}
          onChoose={(market) => onChange(keyOf(market))}
        />
      )}
      {named && several && <small className="tile-exchange">{exchange}</small>}
      {kind === 'chart' && symbol !== '' && (
        <select
          aria-label={words.interval}
          value={interval}
          disabled={locked}
          onChange={({ target }) =>
            isInterval(target.value) && onChange({ interval: target.value })
          }
        >
          {INTERVALS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
      {named && symbol !== '' && <TilePrice market={tile} />}
      <span className="space" />
      <select
        aria-label={words.kind}
        title={words.kind}
        value={kind}
        disabled={locked}
        onChange={({ target }) => onChange({ kind: target.value as TileKind })}
      >
        {TILE_KINDS.map((each) => (
          <option key={each} value={each}>
            {words.kinds[each]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button square"
        aria-pressed={maximised}
        aria-label={maximised ? words.restore : words.maximise}
        title={`${maximised ? words.restore : words.maximise} (f)`}
        onClick={onMaximise}
      >
        ⤢
      </button>
    </div>
  );
}

/** The last price and, where it is old, its age. */
function TilePrice({ market: { exchange, symbol } }: { market: Tile }) {
  const words = useWords(multiWords);
  const host = useRef<HTMLElement>(null);
  const client = useRadist();
  const key = { exchange, symbol };
  const store = client.store('ticker', key);
  const prices = usePrices(key, useInstrument(key));
  const { format, words: common } = useLanguage();
  useEffect(() => {
    if (!host.current || !prices) return;
    const age = (ms: number) => common.old(format.age(ms));
    const painter = new PricePainter(host.current, prices, age);
    const now = () => Date.now() + (client.clockSkewMs ?? 0);
    const timer = setInterval(() => painter.grow(now()), 1000);
    const end = drawOn(store, 'price', () => painter.show(store.get(), now()));
    return () => {
      clearInterval(timer);
      end();
    };
  }, [store, prices, client, format, common]);
  return (
    <span ref={host} className="tile-price" title={`${words.last}: ${topic('ticker', key)}`}>
      <strong />
      <span className="tile-age" />
    </span>
  );
}

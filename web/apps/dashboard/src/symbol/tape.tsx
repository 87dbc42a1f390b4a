import type { Key } from '@radist/client';
import { useRadist } from '@radist/react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import type { Prices } from '../chart/prices.ts';
import { useStateOf } from '../chart/use-state-of.ts';
import { Panel } from '../panel/panel.tsx';
import { STALE_AFTER_MS } from '../panel/state.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { atLeast, filterSizes, largeFrom } from './prints.ts';
import './ladder.css';
import { TapePainter } from './tape-painter.ts';
import { type TapePicture, wholeTape } from './whole-tape.ts';
import { symbolWords } from './words.ts';

interface TapeProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly zone: string;
}

/** Time and sales: every trade, newest on top, and where some are missing. */
export function TapePanel({ market, prices, zone }: TapeProps) {
  const words = useWords(symbolWords);
  const [least, setLeast] = useState(0);
  const store = wholeTape(useRadist(), market);
  const state = useStateOf(store, conditionOf);
  const sizes = filterSizes(store.get()?.lines ?? []);
  const tools = (
    <select
      aria-label={words.atLeast}
      title={words.atLeast}
      value={least}
      onChange={({ target }) => setLeast(Number(target.value))}
    >
      <option value={0}>{words.all}</option>
      {[...new Set([...sizes, ...(least > 0 ? [least] : [])])].map((size) => (
        <option key={size} value={size}>
          ≥ {prices.rough(size)}
        </option>
      ))}
    </select>
  );
  const empty = state.kind === 'live' && store.get()?.lines.length === 0;
  return (
    <Panel
      title={words.trades}
      state={empty ? { kind: 'empty', text: words.noTrades } : state}
      className="tape"
      tools={tools}
      lines={20}
    >
      <Prints market={market} prices={prices} zone={zone} least={least} />
    </Panel>
  );
}

function conditionOf(tape: TapePicture | undefined) {
  const newest = tape?.lines.find(({ trade }) => trade)?.trade;
  const ageMs = newest ? Date.now() - newest.time_received / 1000 : 0;
  return {
    filled: tape !== undefined && (tape.lines.length > 0 || tape.state === 'live'),
    ageMs: tape?.stale ? Math.max(ageMs, STALE_AFTER_MS.trades + 1) : null,
    staleAfterMs: STALE_AFTER_MS.trades,
  };
}

interface PrintsProps extends TapeProps {
  readonly least: number;
}

/** The lines: painted, not rendered. */
const Prints = memo(function Prints({ market, prices, zone, least }: PrintsProps) {
  const words = useWords(symbolWords);
  const { locale } = useLanguage().words;
  const host = useRef<HTMLOListElement>(null);
  const store = wholeTape(useRadist(), market);
  const look = useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    });
    const hole = (missing: number | null, recovered: number) =>
      [missing === 0 ? '' : words.missing(missing), recovered > 0 ? words.recovered(recovered) : '']
        .filter(Boolean)
        .join(' · ');
    return { prices, time: (ms: number) => clock.format(ms), hole, side: words.side };
  }, [prices, zone, locale, words]);
  useEffect(() => {
    if (!host.current) return;
    host.current.replaceChildren();
    const painter = new TapePainter(host.current, look);
    const draw = () => {
      const lines = store.get()?.lines ?? [];
      painter.paint(atLeast(lines, least), largeFrom(lines) ?? Number.POSITIVE_INFINITY);
    };
    return drawOn(store, 'book', draw);
  }, [store, look, least]);
  return (
    <div className="prints">
      <div className="prints-head" aria-hidden="true">
        <span>{words.time}</span>
        <span>{words.price}</span>
        <span>{words.size}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <ol ref={host} className="prints-scroll" aria-label={words.trades} tabIndex={0} />
    </div>
  );
});

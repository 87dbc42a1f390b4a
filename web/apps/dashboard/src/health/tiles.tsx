import type { ReactNode } from 'react';
import { Spark } from '../spark.tsx';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { recentRates } from './feed.ts';
import { type Health, totalsOf } from './health.ts';
import { StateWord } from './state-word.tsx';
import { healthWords } from './words.ts';

/** The node in six figures. */
export function Tiles({ health }: { health: Health }) {
  const { format } = useLanguage();
  const { tiles, since } = useWords(healthWords);
  const totals = totalsOf(health.exchanges);
  const ms = (value: number | null) => (value === null ? UNKNOWN : format.ms(value));
  const { clock } = totals;
  return (
    <ul className="tiles">
      <Tile
        name={tiles.state}
        note={health.since === null ? '' : since(format.time(health.since / 1000))}
      >
        <StateWord state={health.state} />
      </Tile>
      <Tile name={tiles.rate} beside={<Spark values={recentRates()} width={72} height={24} />}>
        {format.whole(health.updates_per_second)}
      </Tile>
      <Tile
        name={tiles.latency}
        note={clock === null ? tiles.latencyNoClock : tiles.latencyNote(format.ms(clock))}
      >
        {ms(totals.p50)} / {ms(totals.p99)}
      </Tile>
      <Tile name={tiles.reconnects}>{format.whole(totals.reconnects)}</Tile>
      <Tile name={tiles.open} note={totals.lost > 0 ? tiles.lost(format.whole(totals.lost)) : ''}>
        {format.whole(totals.open)}
      </Tile>
      <Tile name={tiles.repaired}>{format.whole(totals.repaired)}</Tile>
    </ul>
  );
}

interface TileProps {
  readonly name: string;
  readonly note?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

function Tile({ name, note, beside, children }: TileProps) {
  return (
    <li className="tile">
      <span className="name">{name}</span>
      <span className="figure">
        {children}
        {beside}
      </span>
      {note && <span className="note">{note}</span>}
    </li>
  );
}

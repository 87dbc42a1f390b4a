import { type CSSProperties, type PointerEvent, useMemo, useRef } from 'react';
import type { Links } from '../chart/link.ts';
import { useWords } from '../words/language.tsx';
import { type Layout, presetOf, shownTiles, type Tile } from './layout.ts';
import { TileFrame } from './tile.tsx';
import { multiWords } from './words.ts';

/** More charts than this are drawn more rarely. */
const MOST_LIVELY = 9;
const SWIPE_PX = 60;

interface GridProps {
  readonly layout: Layout;
  readonly links: Links;
  readonly zone: string;
  readonly active: number;
  readonly phone: boolean;
  /** The only tile that is shown; null shows all. */
  readonly maximised: number | null;
  onActivate(at: number): void;
  onMaximise(at: number): void;
  onTile(at: number, change: Partial<Tile>): void;
}

/** The tiles of a layout; on a phone one at a time. */
export function Grid({ layout, links, zone, active, phone, maximised, ...on }: GridProps) {
  const tiles = shownTiles(layout);
  const preset = presetOf(layout);
  const count = tiles.length;
  const of = useMemo(() => Array.from({ length: count }, (_, at) => links.of(at)), [links, count]);
  const slow = tiles.filter(({ kind, symbol }) => kind === 'chart' && symbol).length > MOST_LIVELY;
  const swipe = useSwipe((by) =>
    on.onActivate(Math.min(tiles.length - 1, Math.max(0, active + by))),
  );
  const alone = maximised !== null;
  const style = {
    '--columns': alone ? 1 : preset.columns,
    '--rows': alone ? 1 : preset.rows,
    '--first': alone ? 1 : (preset.firstRows ?? 1),
  } as CSSProperties;
  return (
    <>
      <div className="grid" style={style} data-preset={layout.preset} {...(phone ? swipe : {})}>
        {tiles.map((tile, at) =>
          alone && at !== maximised ? null : (
            <TileFrame
              // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place
              key={at}
              tile={tile}
              place={at}
              active={at === active}
              locked={layout.locked}
              maximised={alone && !phone}
              zone={zone}
              link={of[at] as ReturnType<Links['of']>}
              slow={slow && !alone}
              onActivate={() => on.onActivate(at)}
              onMaximise={() => on.onMaximise(at)}
              onChange={(change) => on.onTile(at, change)}
            />
          ),
        )}
      </div>
      {phone && tiles.length > 1 && (
        <Dots count={tiles.length} active={active} onChoose={on.onActivate} />
      )}
    </>
  );
}

interface DotsProps {
  readonly count: number;
  readonly active: number;
  onChoose(at: number): void;
}

function Dots({ count, active, onChoose }: DotsProps) {
  const words = useWords(multiWords);
  return (
    <nav className="dots" aria-label={words.pages}>
      {Array.from({ length: count }, (_, at) => (
        <button
          type="button"
          // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place
          key={at}
          aria-current={at === active}
          aria-label={words.tile(at + 1, '').replace(/: $/, '')}
          onClick={() => onChoose(at)}
        />
      ))}
    </nav>
  );
}

/** A finger that goes sideways over the head of a tile; over a chart it moves the chart. */
function useSwipe(move: (by: 1 | -1) => void) {
  const from = useRef<number | null>(null);
  return {
    onPointerDown: ({ target, clientX }: PointerEvent) => {
      const head = target instanceof Element && target.closest('.tile-head');
      from.current = head ? clientX : null;
    },
    onPointerUp: ({ clientX }: PointerEvent) => {
      const by = from.current === null ? 0 : clientX - from.current;
      from.current = null;
      if (Math.abs(by) >= SWIPE_PX) move(by < 0 ? 1 : -1);
    },
  };
}

import { useEffect, useMemo, useState } from 'react';
import { makeAlert } from '../alerts/wish.ts';
import { stepInterval } from '../chart/intervals.ts';
import { Links } from '../chart/link.ts';
import { localZone } from '../chart/zone.ts';
import { useKeys } from '../keys/use-keys.ts';
import { navigate, useRoute } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useSettings } from '../settings.ts';
import { useTitle } from '../shell/title.ts';
import { useMedia } from '../symbol/use-media.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Grid } from './grid.tsx';
import { changeTile, type Layout, shownTiles } from './layout.ts';
import { LayoutTabs } from './layout-tabs.tsx';
import './multi.css';
import type { Layouts, Saved } from './saved.ts';
import { Toolbar } from './toolbar.tsx';
import { takeShared, useLayouts } from './use-layouts.ts';
import { multiWords } from './words.ts';

/** Many charts at once. */
export function Page() {
  const words = useWords(multiWords);
  const route = useRoute();
  const [layouts, saved] = useLayouts();
  const wanted = route.page === 'multi' ? route.layout : '';
  const current = saved.layouts.find(({ id }) => id === wanted) ?? saved.layouts[0];
  useTitle(current?.name ?? words.keys);
  useShared(layouts);
  return (
    <div className="multi" aria-busy={!current}>
      <h1 className="unseen">{words.keys}</h1>
      {current && <Opened key={current.id} {...{ layouts, saved, current }} />}
    </div>
  );
}

/** A link may bring a layout with it. */
function useShared(layouts: Layouts): void {
  useEffect(() => {
    const packed = new URLSearchParams(location.search).get('l');
    if (packed === null) return;
    const id = takeShared(layouts, packed);
    navigate(paths.multi(id ?? ''), { replace: true });
  }, [layouts]);
}

interface OpenedProps {
  readonly layouts: Layouts;
  readonly saved: Saved;
  readonly current: Layout;
}

function Opened({ layouts, saved, current }: OpenedProps) {
  const [active, activate] = useState(0);
  const [maximised, maximise] = useState<number | null>(null);
  const zone = useZone();
  const phone = useMedia('(max-width: 767px)');
  const links = useLinks(current);
  const go = (id: string) => navigate(paths.multi(id));
  const change = (layout: Layout) => layouts.change(layout);
  const toggle = (at: number) => maximise(maximised === null ? at : null);
  const save = async () => {
    const id = await layouts.save(current);
    if (id && id !== current.id) navigate(paths.multi(id), { replace: true });
  };
  useTileKeys({ all: saved.layouts, current, active, change, go, toggle: () => toggle(active) });
  return (
    <>
      <div className="multi-head">
        <LayoutTabs layouts={layouts} all={saved.layouts} current={current} onGo={go} />
        <Toolbar
          layout={current}
          active={active}
          dirty={layouts.isDirty(current)}
          failure={saved.failure}
          onChange={change}
          onSave={() => void save()}
        />
      </div>
      {saved.conflict && <Changed layouts={layouts} name={saved.conflict.mine.name} />}
      <Grid
        layout={current}
        {...{ links, zone, active, phone }}
        maximised={phone ? active : maximised}
        onActivate={activate}
        onMaximise={toggle}
        onTile={(at, tile) => change(changeTile(current, at, tile))}
      />
    </>
  );
}

function Changed({ layouts, name }: { layouts: Layouts; name: string }) {
  const words = useWords(multiWords);
  return (
    <div className="changed" role="alert">
      <span>{words.changed(name)}</span>
      <button type="button" className="button" onClick={() => void layouts.keepMine()}>
        {words.mine}
      </button>
      <button type="button" className="button" onClick={() => layouts.takeTheirs()}>
        {words.theirs}
      </button>
    </div>
  );
}

function useZone(): string {
  const [{ zone }] = useSettings();
  return zone === 'local' ? localZone() : zone;
}

function useLinks({ sync }: Layout): Links {
  const links = useMemo(() => new Links({ crosshair: false, range: false }), []);
  useEffect(() => links.want(sync), [links, sync]);
  return links;
}

interface TileKeys {
  readonly all: readonly Layout[];
  readonly current: Layout;
  readonly active: number;
  change(layout: Layout): void;
  go(id: string): void;
  toggle(): void;
}

function useTileKeys({ all, current, active, change, go, toggle }: TileKeys): void {
  const words = useWords(multiWords);
  const step = (by: 1 | -1) => {
    const tile = shownTiles(current)[active];
    if (!tile || current.locked) return;
    change(changeTile(current, active, { interval: stepInterval(tile.interval, by) }));
  };
  const common = useLanguage().words;
  const alert = () => {
    const tile = shownTiles(current)[active];
    if (tile?.symbol) makeAlert(tile);
    return Boolean(tile?.symbol);
  };
  const choose = ({ key }: KeyboardEvent) => {
    const layout = all[Number(key) - 1];
    if (!layout) return false;
    go(layout.id);
    return true;
  };
  useKeys(words.keys, [
    { keys: NUMBERS, shown: '1…9', label: words.keyLayouts, run: choose },
    { keys: 'f', label: words.keyMaximise, run: toggle },
    { keys: '[', label: words.shorter, run: () => step(-1) },
    { keys: ']', label: words.longer, run: () => step(1) },
    { keys: 'a', label: common.makeAlert, run: alert },
  ]);
}

const NUMBERS = [...'123456789'];

import type { Key } from '@radist/client';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import type { Prices } from '../chart/prices.ts';
import { usePrices } from '../chart/use-prices.ts';
import { localZone } from '../chart/zone.ts';
import { type Instrument, useInstrument, useOurSpelling } from '../instruments.ts';
import { Panel } from '../panel/panel.tsx';
import { useRoute, useSearch } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useSettings } from '../settings.ts';
import { Place } from '../shell/place.tsx';
import { useTitle } from '../shell/title.ts';
import { useWords } from '../words/language.tsx';
import { BookPanel } from './book.tsx';
import { Header, isDerivative } from './header.tsx';
import { symbolSearch, type Tab } from './search.ts';
import './symbol.css';
import { Tabs } from './tabs.tsx';
import { TapePanel } from './tape.tsx';
import { useMedia } from './use-media.ts';
import { symbolWords } from './words.ts';

const ChartPanel = lazy(() =>
  import('../chart/chart-panel.tsx').then(({ ChartPanel }) => ({ default: ChartPanel })),
);

const DepthPanel = lazy(() =>
  import('./depth-panel.tsx').then(({ DepthPanel }) => ({ default: DepthPanel })),
);
const Funding = lazy(() => import('./funding.tsx').then(({ Funding }) => ({ default: Funding })));
const InstrumentFacts = lazy(() =>
  import('./instrument-facts.tsx').then(({ InstrumentFacts }) => ({ default: InstrumentFacts })),
);

/** The chart, the book and the tape of one symbol. */
export function Page() {
  const route = useRoute();
  const { exchange, symbol } = route.page === 'symbol' ? route : { exchange: '', symbol: '' };
  const market = useMemo(() => ({ exchange, symbol }), [exchange, symbol]);
  useTitle(symbol);
  const words = useWords(symbolWords);
  const found = useInstrument(market);
  const prices = usePrices(market, found);
  const { instrument } = found;
  const leaving = useOurSpelling(market, found);
  if (instrument === null && !leaving)
    return <Unknown text={words.unknownSymbol(symbol, exchange)} />;
  if (!prices || instrument === null) return <div className="symbol-page" aria-busy="true" />;
  return <Known key={`${exchange} ${symbol}`} market={market} {...{ instrument, prices }} />;
}

function Unknown({ text }: { text: string }) {
  const words = useWords(symbolWords);
  return (
    <Place title={words.keys} text={text}>
      <p>
        <a href={paths.markets}>{words.toMarkets}</a>
      </p>
    </Place>
  );
}

interface KnownProps {
  readonly market: Key;
  readonly instrument: Instrument | undefined;
  readonly prices: Prices;
}

function Known({ market, instrument, prices }: KnownProps) {
  const words = useWords(symbolWords);
  const [search, change] = useSearch(symbolSearch);
  const [{ zone: chosen }] = useSettings();
  const zone = search.zone ?? (chosen === 'local' ? localZone() : chosen);
  const wide = useMedia('(min-width: 1200px)');
  const tabs = tabsOf(wide, isDerivative(market, instrument));
  const tab = tabs.find((each) => each === search.tab) ?? (tabs[0] as Tab);
  const about = { market, prices, instrument, zone };
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the chart fills the screen, and what was asked for is below it.
    if (search.tab) page.current?.querySelector('.symbol-tabs')?.scrollIntoView();
  }, [search.tab]);
  return (
    <div ref={page} className="symbol-page">
      <Header {...about} />
      <div className="symbol-parts">
        <Suspense fallback={<Panel title={words.tabs.chart} state={{ kind: 'loading' }} />}>
          <ChartPanel
            market={market}
            prices={prices}
            zone={zone}
            choice={search}
            onChoice={change}
          />
        </Suspense>
        <Tabs
          label={words.tabList}
          names={words.tabs}
          tabs={tabs}
          chosen={tab}
          onChoose={(next) => change({ tab: next })}
        >
          <Suspense>
            <Part tab={tab} {...about} />
          </Suspense>
        </Tabs>
        {wide && <BookPanel market={market} prices={prices} />}
        {wide && <TapePanel market={market} prices={prices} zone={zone} />}
      </div>
    </div>
  );
}

function tabsOf(wide: boolean, derivative: boolean): readonly Tab[] {
  const narrow = ['book', 'trades'] as const;
  return [...(wide ? [] : narrow), 'depth', ...(derivative ? (['funding'] as const) : []), 'facts'];
}

interface PartProps extends KnownProps {
  readonly tab: Tab;
  readonly zone: string;
}

function Part({ tab, ...about }: PartProps) {
  if (tab === 'book') return <BookPanel {...about} />;
  if (tab === 'trades') return <TapePanel {...about} />;
  if (tab === 'funding') return <Funding {...about} />;
  if (tab === 'facts') return <InstrumentFacts {...about} />;
  return <DepthPanel {...about} />;
}

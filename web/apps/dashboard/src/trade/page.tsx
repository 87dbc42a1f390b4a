import type { Key } from '@radist/client';
import { Money, type Side } from '@radist/client/trading';
import type { Facts } from '@radist/react/ticket';
import { type ReactNode, type RefObject, useMemo, useRef } from 'react';
import type { Prices } from '../chart/prices.ts';
import { usePrices } from '../chart/use-prices.ts';
import { type Instrument, useInstrument } from '../instruments.ts';
import { useKeys } from '../keys/use-keys.ts';
import { ChooseSymbol } from '../multi/choose-symbol.tsx';
import { Panel } from '../panel/panel.tsx';
import { useSearch } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { Dialog } from '../shell/dialog.tsx';
import { useLastSeen } from '../shell/tabs.ts';
import { useTitle } from '../shell/title.ts';
import { BookPanel } from '../symbol/book.tsx';
import { useMedia } from '../symbol/use-media.ts';
import { useUser } from '../user.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { AccountLine, PaperBadge } from './account-line.tsx';
import { AccountTabs } from './account-tabs.tsx';
import { TradeChart } from './chart.tsx';
import { Nobody } from './nobody.tsx';
import { useRules } from './rules.tsx';
import { type TradeSearch, tradeSearch } from './search.ts';
import { Ticket, type TicketHandle } from './ticket.tsx';
import './trade.css';
import { type Account, useAccount } from './use-account.ts';
import { tradeWords } from './words.ts';

/** Paper trading: a ticket, the chart, the book, and the account. */
export function Page() {
  const { words } = useLanguage();
  useTitle(words.pages.trade);
  const user = useUser();
  return user === null ? <Nobody title={words.pages.trade} /> : <Desk user={user} />;
}

function Desk({ user }: { user: string }) {
  const { words } = useLanguage();
  const own = useWords(tradeWords);
  const account = useAccount(user);
  const [search, change] = useSearch(tradeSearch);
  const seen = useLastSeen();
  const exchange = search.symbol ? search.exchange : (seen?.exchange ?? '');
  const symbol = search.symbol || (seen?.symbol ?? '');
  const market = useMemo(() => ({ exchange, symbol }), [exchange, symbol]);
  return (
    <div className="trade-page">
      <header className="trade-head">
        <h1>{words.pages.trade}</h1>
        <PaperBadge />
        <ChooseSymbol
          label={symbol || own.chooseMarket}
          disabled={false}
          onChoose={({ exchange, symbol }) => change({ exchange, symbol })}
        />
        <a className="button" href={paths.tokens()}>
          {own.tokens}
        </a>
        <AccountLine live={account.portfolio} />
      </header>
      <Market key={`${exchange} ${symbol}`} {...{ market, account, search, change }} />
    </div>
  );
}

interface MarketProps {
  readonly market: Key;
  readonly account: Account;
  readonly search: TradeSearch;
  change(part: Partial<TradeSearch>): void;
}

function Market({ market, account, search, change }: MarketProps) {
  const words = useWords(tradeWords);
  const found = useInstrument(market);
  const prices = usePrices(market, found);
  const ticket = useRef<TicketHandle>(null);
  const pick = useRef((price: string) => ticket.current?.price(price)).current;
  const wide = useMedia('(min-width: 1200px)');
  const phone = useMedia('(max-width: 767px)');
  const facts = useFacts(found.instrument);
  const book = prices && <BookPanel market={market} prices={prices} compact onPrice={pick} />;
  const form = facts ? (
    <Ticket ref={ticket} {...{ market, facts, account }} />
  ) : (
    <p className="message">{words.chooseMarket}</p>
  );
  return (
    <div className="trade-parts">
      {phone ? (
        <Sheet ticket={ticket}>{form}</Sheet>
      ) : (
        <Panel
          title={words.ticket.title}
          state={account.state}
          className="ticket-panel"
          tools={<PaperBadge />}
        >
          {form}
        </Panel>
      )}
      <Chart {...{ market, prices, account, search, change }} />
      {wide && book}
      <AccountTabs {...{ account, search, change }} book={wide ? null : book} />
      <Keys ticket={ticket} />
    </div>
  );
}

function Chart({ prices, ...rest }: MarketProps & { readonly prices: Prices | null }) {
  const { market, account, search, change } = rest;
  if (!prices) return <Panel title={market.symbol} state={{ kind: 'loading' }} />;
  return (
    <TradeChart
      {...{ market, prices, account }}
      interval={search.interval}
      onInterval={(interval) => change({ interval })}
    />
  );
}

/** What has to be known before something can be ordered; null until it is. */
function useFacts(instrument: Instrument | null | undefined): Facts | null {
  const rules = useRules();
  const fee = Money.of(rules?.taker_fee as string | undefined) ?? Money.ZERO;
  if (!instrument) return null;
  const { base, quote, settle } = instrument;
  const stepOf = (told: number | null) => Money.of(told) ?? Money.ZERO;
  const [step, priceStep] = [stepOf(instrument.quantity_step), stepOf(instrument.price_step)];
  return { base, quote: settle || quote, step, priceStep, fee };
}

type TicketRef = RefObject<TicketHandle | null>;

/** On a phone the ticket comes up from below. */
function Sheet({ ticket, children }: { ticket: TicketRef; children: ReactNode }) {
  const { ticket: words } = useWords(tradeWords);
  const sheet = useRef<HTMLDialogElement>(null);
  const open = (side: Side) => {
    sheet.current?.showModal();
    ticket.current?.side(side);
  };
  return (
    <div className="sheet-bar">
      {(['buy', 'sell'] as const).map((side) => (
        <button
          type="button"
          key={side}
          className="button place-order"
          data-side={side}
          onClick={() => open(side)}
        >
          {words.sides[side]}
        </button>
      ))}
      <Dialog ref={sheet} id="ticket-sheet" title={words.title}>
        <PaperBadge />
        {children}
      </Dialog>
    </div>
  );
}

/** Keys lead to the ticket; none of them places an order. */
function Keys({ ticket }: { ticket: TicketRef }) {
  const words = useWords(tradeWords);
  useKeys(words.keys, [
    { keys: 'b', label: words.toBuy, run: () => ticket.current?.side('buy') },
    { keys: 's', label: words.toSell, run: () => ticket.current?.side('sell') },
  ]);
  return null;
}

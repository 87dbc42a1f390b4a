import { type Key, type MarketEvent, topic } from '@radist/client';
import { useRadist } from '@radist/react';
import { useEffect, useReducer, useSyncExternalStore } from 'react';
import { countdown } from '../chart/countdown.ts';
import type { Prices } from '../chart/prices.ts';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { symbolWords } from './words.ts';

interface MarkPrice extends MarketEvent {
  readonly price: number;
  readonly index_price?: number | null;
}

interface FundingRate extends MarketEvent {
  /** A fraction; positive: longs pay. */
  readonly rate: number;
  readonly time_funding?: number | null;
}

export interface OpenInterest extends MarketEvent {
  /** In the base asset; null where it depends on a price that the exchange does not tell. */
  readonly quantity: number | null;
  readonly value?: number | null;
}

const SECOND_MS = 1000;

/** The newest event of a room; these come once a second and more rarely. */
function useNewest<T extends MarketEvent>(channel: string, market: Key): T | undefined {
  const store = useRadist().store<T>(topic(channel, market));
  return useSyncExternalStore(store.subscribe, store.get);
}

/** What only futures have, as far as it was heard. */
export function useDerivative(market: Key) {
  const mark = useNewest<MarkPrice>('mark_price', market);
  const funding = useNewest<FundingRate>('funding_rate', market);
  const interest = useNewest<OpenInterest>('open_interest', market);
  return { mark, funding, interest };
}

/** Time until the next funding, once a second. */
export function useFundingIn(time: number | null | undefined): string | null {
  const client = useRadist();
  const { unit } = useLanguage().words;
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  if (!time) return null;
  const now = Date.now() + (client.clockSkewMs ?? 0);
  return countdown((time / 1000 - now) / 1000, (count) => `${count} ${unit.day}`);
}

/** Mark, index, funding and open interest in the head of the page. */
export function Derivative({ market, prices }: { market: Key; prices: Prices }) {
  const words = useWords(symbolWords);
  const { mark, funding, interest } = useDerivative(market);
  const fundingIn = useFundingIn(funding?.time_funding);
  return (
    <>
      <Told name={words.mark} text={prices.price(mark?.price)} />
      <Told name={words.index} text={prices.price(mark?.index_price)} />
      <div>
        <dt>{words.funding}</dt>
        <dd>
          {funding ? prices.rate(funding.rate) : UNKNOWN}
          {fundingIn && <small> {words.fundingIn(fundingIn)}</small>}
        </dd>
      </div>
      <Told
        name={words.openInterest}
        text={prices.compact(interest?.quantity ?? interest?.value ?? null)}
      />
    </>
  );
}

function Told({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

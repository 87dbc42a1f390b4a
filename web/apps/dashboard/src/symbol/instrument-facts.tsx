import { type Key, topic } from '@radist/client';
import type { Prices } from '../chart/prices.ts';
import type { Instrument } from '../instruments.ts';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Facts } from './facts.tsx';
import { type SymbolWords, symbolWords } from './words.ts';

interface InstrumentFactsProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly instrument: Instrument | undefined;
}

/** What the exchange says of the instrument, and where it can be heard. */
export function InstrumentFacts({ market, prices, instrument }: InstrumentFactsProps) {
  const words = useWords(symbolWords);
  const { format, words: common } = useLanguage();
  if (!instrument) return <p className="message">{words.noFacts}</p>;
  const { price_step, expiry, strike, settle } = instrument;
  const day = new Intl.DateTimeFormat(common.locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const rooms = ['ticker', 'trade', 'book'].map((channel) => topic(channel, market)).join(', ');
  const facts: (readonly [string, string])[] = [
    [words.exchange, market.exchange],
    [words.native, instrument.native],
    [words.kind, words.kinds[instrument.kind] ?? instrument.kind],
    [words.base, instrument.base],
    [words.quote, instrument.quote],
    [words.priceStep, price_step ? prices.full(price_step) : UNKNOWN],
    [words.quantityStep, stepOf(instrument, prices, words)],
  ];
  if (settle) facts.push([words.settle, settle]);
  if (instrument.kind !== 'spot') {
    facts.push([words.contractSize, format.compact(instrument.contract_size)]);
  }
  if (expiry) facts.push([words.expiry, day.format(expiry / 1000)]);
  if (strike) facts.push([words.strike, prices.price(strike)]);
  facts.push([words.rooms, rooms]);
  return <Facts facts={facts} />;
}

function stepOf(instrument: Instrument, prices: Prices, words: SymbolWords): string {
  const { quantity_step, inverse } = instrument;
  if (!quantity_step) return UNKNOWN;
  return inverse ? words.contracts(quantity_step) : prices.size(quantity_step);
}

import type { Key } from '@radist/client';
import type { Prices } from '../chart/prices.ts';
import type { Instrument } from '../instruments.ts';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { type OpenInterest, useDerivative, useFundingIn } from './derivative.tsx';
import { type Fact, Facts } from './facts.tsx';
import { type SymbolWords, symbolWords } from './words.ts';

interface FundingProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly instrument: Instrument | undefined;
}

/** Funding and open interest in words. */
export function Funding({ market, prices, instrument }: FundingProps) {
  const words = useWords(symbolWords);
  const { mark, funding, interest } = useDerivative(market);
  const next = useNextFunding(funding?.time_funding);
  if (!mark && !funding && !interest) return <p className="message">{words.notHeard}</p>;
  const index = mark?.index_price;
  const basis = mark && index ? mark.price / index - 1 : null;
  const facts: readonly Fact[] = [
    rateFact(funding?.rate, prices, words),
    next,
    interestFact(interest, instrument, prices, words),
    [words.mark, prices.price(mark?.price)],
    [words.index, prices.price(index)],
    [words.basis, basis === null ? UNKNOWN : prices.rate(basis)],
  ];
  return <Facts facts={facts} />;
}

function rateFact(rate: number | undefined, prices: Prices, words: SymbolWords): Fact {
  if (rate === undefined) return [words.fundingRate, UNKNOWN];
  const note = rate > 0 ? words.paysLong : words.paysShort;
  return [words.fundingRate, prices.rate(rate), rate === 0 ? undefined : note];
}

function useNextFunding(time: number | null | undefined): Fact {
  const words = useWords(symbolWords);
  const { format } = useLanguage();
  const left = useFundingIn(time);
  if (!time || left === null) return [words.fundingNext, UNKNOWN];
  return [words.fundingNext, format.time(time / 1000), words.fundingIn(left)];
}

function interestFact(
  interest: OpenInterest | undefined,
  instrument: Instrument | undefined,
  prices: Prices,
  words: SymbolWords,
): Fact {
  if (!interest) return [words.openInterest, UNKNOWN];
  const { base, quote } = instrument ?? { base: '', quote: '' };
  const value = interest.value ? `${prices.compact(interest.value)} ${quote}` : undefined;
  if (interest.quantity === null) return [words.openInterest, value ?? UNKNOWN];
  const amount = `${prices.size(interest.quantity)} ${base}`;
  return [words.openInterest, amount, value && `≈ ${value}`];
}

import type { Key } from '@radist/client';
import { useMemo } from 'react';
import type { Found } from '../instruments.ts';
import { useServer } from '../server.tsx';
import { useLanguage } from '../words/language.tsx';
import { Prices } from './prices.ts';

/** How prices and sizes of a market are written; null until its steps are known, or cannot be. */
export function usePrices(
  { exchange, symbol }: Key,
  { instrument, settled }: Found,
): Prices | null {
  const { about } = useServer();
  const { format } = useLanguage();
  const listed = about?.markets.find(
    (each) => each.exchange === exchange && each.symbol === symbol,
  );
  const priceStep = instrument?.price_step ?? listed?.price_step ?? (settled ? 0 : null);
  // Of inverse futures it is a number of contracts, and quantities have none.
  const quantityStep = instrument?.inverse ? null : (instrument?.quantity_step ?? null);
  return useMemo(
    () => (priceStep === null ? null : new Prices(format, priceStep, quantityStep)),
    [format, priceStep, quantityStep],
  );
}

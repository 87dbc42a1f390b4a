'use client';

import { Market } from './shared/market';
import { OwnPrice } from './shared/own-hook';
import { PriceDisplay } from './shared/price-display';
import { TokenPrice } from './shared/token-price';

export function All({ token }: { token: string }) {
  return (
    <>
      <PriceDisplay />
      <OwnPrice />
      <TokenPrice token={token} userId="alice" />
      <Market />
    </>
  );
}

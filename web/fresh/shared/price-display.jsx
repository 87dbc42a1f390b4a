import { useBinancePrice } from '@radist/react';

export function PriceDisplay() {
  const prices = useBinancePrice(['BTCUSDT', 'ETHUSDT']);

  return (
    <div id="shared-prices">
      <p>BTC: ${prices.BTCUSDT?.toFixed(2)}</p>
      <p>ETH: ${prices.ETHUSDT?.toFixed(2)}</p>
    </div>
  );
}

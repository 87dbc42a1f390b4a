import { useEffect, useState } from 'react';

function useOwnPrice(symbols) {
  const [prices, setPrices] = useState({});

  // biome-ignore lint/correctness/useExhaustiveDependencies: as its author wrote it
  useEffect(() => {
    const symbolsStr = symbols.join(',');
    const es = new EventSource(`http://localhost:8000/api/ws/sse/prices?symbols=${symbolsStr}`);

    es.onmessage = (event) => {
      const { data } = JSON.parse(event.data);
      setPrices((prev) => ({
        ...prev,
        [data.symbol]: data.price,
      }));
    };

    return () => es.close();
  }, [symbols.join(',')]);

  return prices;
}

export function OwnPrice() {
  const prices = useOwnPrice(['BTCUSDT', 'ETHUSDT']);
  return <p id="own-price">BTC: ${prices.BTCUSDT?.toFixed(2)}</p>;
}

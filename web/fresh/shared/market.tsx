import { createRadist } from '@radist/client';
import {
  RadistProvider,
  useCandles,
  useChannel,
  useConnection,
  useOrderBook,
  useOrders,
  usePortfolio,
  useTicker,
  useTickerField,
  useTrades,
} from '@radist/react';
import { RealTimeUpdates } from '@radist/react/real-time-updates';
import { TradingInterface } from '@radist/react/trading-interface';
import { useRef } from 'react';

const radist = createRadist({ url: 'http://localhost:8000' });

export function Market() {
  return (
    <RadistProvider client={radist} exchange="binance">
      <RealTimeUpdates symbols={['BTC/USDT', 'ETH/USDT']} />
      <TradingInterface symbol="BTC/USDT" depth={5} />
      <Hooks />
    </RadistProvider>
  );
}

/** Every hook, used with its types. */
function Hooks() {
  const { state, transport } = useConnection();
  const price: number | undefined = useTicker('ETH/USDT')?.price;
  const high: number | undefined = useTickerField('BTC/USDT', 'high', { maxFps: 5 });
  const { lines } = useTrades({ exchange: 'binance', symbol: 'BTC/USDT' }, { limit: 10 });
  const book = useOrderBook('BTC/USDT', { depth: 5, group: 1 });
  const { bars } = useCandles('BTC/USDT', '1m');
  const orders: number = useOrders().open.length;
  const cash: string | undefined = usePortfolio().portfolio?.cash;
  const heard = useRef(0);
  useChannel('trade.binance.BTC/USDT', {
    event: ({ quantity }) => {
      heard.current += quantity;
    },
  });
  const last = lines[0]?.trade?.side ?? '';
  return (
    <p id="hooks" data-state={state} data-transport={transport} data-account={`${orders} ${cash}`}>
      {price && high && book?.live && bars.length > 0 && last ? 'all there' : 'waiting'}
    </p>
  );
}

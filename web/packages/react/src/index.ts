'use client';

export { type AccountOptions, useOrders, usePortfolio, useUser } from './account.ts';
export { type Alerts, useAlerts } from './alerts.ts';
export {
  type Market,
  type MarketOptions,
  useCandles,
  useOrderBook,
  useTicker,
  useTickerField,
  useTrades,
} from './market.ts';
export { type Prices, useBinancePrice } from './prices.ts';
export { type Initial, RadistProvider, useRadist } from './provider.tsx';
export { type Connection, useChannel, useConnection, useRoom } from './rooms.ts';
export { useWebSocket, type WebSocketFace } from './web-socket.ts';

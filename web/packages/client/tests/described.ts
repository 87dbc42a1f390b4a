/** Compiles only while what a node says that it tells is what the client reads. */
import type * as alerts from '../src/alerts.ts';
import type * as events from '../src/events.ts';
import type { components as frames } from '../src/generated/frames.ts';
import type * as protocol from '../src/protocol.ts';
import type { AnswerOf } from '../src/rest.ts';
import type { Bar } from '../src/views/index.ts';

type Schemas = frames['schemas'];
/** `Told` is something that can be read as `Read`. */
type Fits<Read, Told extends Read> = [Read, Told];
/** Pairs of numbers are lists of them in a schema. */
type Book<T> = Omit<T, 'bids' | 'asks'>;
/** The struct of a platform's event does not have its type. */
type Platform<T, K extends string> = T & { readonly type: K };
/** What goes on beside the fields that are known. */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

export type Checked = [
  Fits<events.Trade, Schemas['Trade']>,
  Fits<events.AggTrade, Schemas['AggTrade']>,
  Fits<events.Quote, Schemas['Quote']>,
  Fits<events.Ticker, Schemas['Ticker']>,
  Fits<events.MiniTicker, Schemas['MiniTicker']>,
  Fits<events.Candle, Schemas['Candle']>,
  Fits<events.Freshness, Schemas['Freshness']>,
  Fits<events.GapEvent, Schemas['Gap']>,
  Fits<Book<events.BookSnapshot>, Book<Schemas['BookSnapshot']>>,
  Fits<Book<events.BookDelta>, Book<Schemas['BookDelta']>>,
  Fits<Known<events.PriceUpdate>, Platform<Schemas['PriceUpdate'], 'price_update'>>,
  Fits<Known<events.NewTrade>, Platform<Schemas['NewTrade'], 'new_trade'>>,
  Fits<Known<events.TokenCreated>, Platform<Schemas['TokenCreated'], 'token_created'>>,
  Fits<Known<events.PortfolioUpdate>, Platform<Schemas['PortfolioUpdate'], 'portfolio_update'>>,
  Fits<Known<events.MarketStats>, Platform<Schemas['MarketStats'], 'market_stats'>>,
  Fits<alerts.Alert, Schemas['AlertTold']>,
  Fits<alerts.Trigger, Schemas['TriggerWhole']>,
  Fits<Known<alerts.AlertFired>, Platform<Schemas['Alert'], 'alert'>>,
  Fits<Known<alerts.AlertDelivery>, Platform<Schemas['AlertDelivery'], 'alert_delivery'>>,
  Fits<Known<alerts.AlertChanged>, Platform<Schemas['AlertChanged'], 'alert_changed'>>,
  Fits<readonly alerts.Alert[], AnswerOf<'/api/v1/alerts'>['alerts']>,
  Fits<readonly alerts.Trigger[], AnswerOf<'/api/v1/alerts/history'>['triggers']>,
  Fits<protocol.Welcome, Schemas['Welcome']>,
  Fits<protocol.LossFrame, Schemas['Missed']>,
  Fits<protocol.Heartbeat, Schemas['Heartbeat']>,
  Fits<protocol.Bye, Schemas['Bye']>,
  Fits<Omit<protocol.Authenticated, 'id'>, Schemas['Authenticated']>,
  Fits<
    Omit<protocol.Subscribed, 'id' | 'snapshot'>,
    Omit<Schemas['Subscribed'], 'id' | 'snapshot'>
  >,
  Fits<Omit<protocol.ErrorFrame, 'id'>, Schemas['Error']>,
  Fits<protocol.EventFrame, Schemas['Told'] & { data: events.MarketEvent }>,
  Fits<readonly Bar[], AnswerOf<'/api/v1/candles'>['candles']>,
];

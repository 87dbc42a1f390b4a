/** Alerts as REST and the room of their owner tell them. Times are texts in ISO 8601. */
import type { PlatformEvent } from './events.ts';

export type Way = 'up' | 'down' | 'either';
/** Which price is looked at. */
export type PriceKind = 'trade' | 'bid' | 'ask' | 'mid' | 'mark';

interface AtLevel {
  readonly level: number;
  readonly of?: PriceKind;
}

/** A number that each closed candle has; periods and the like where the indicator takes them. */
export interface Measure {
  readonly measure: string;
  readonly period?: number | null;
  readonly fast?: number;
  readonly slow?: number;
  readonly signal?: number;
  readonly width?: number;
}

/** What has to happen. Windows, baselines and the like are in seconds, rates and changes in percent. */
export type Condition =
  | ({ readonly type: 'crosses'; readonly direction?: Way } & AtLevel)
  | ({ readonly type: 'above' } & AtLevel)
  | ({ readonly type: 'below' } & AtLevel)
  | {
      readonly type: 'change' | 'open_interest';
      readonly percent: number;
      readonly window: number;
      readonly direction?: Way;
    }
  | {
      readonly type: 'volume_spike';
      readonly times: number;
      readonly window: number;
      readonly baseline: number;
    }
  | {
      readonly type: 'trade_size';
      readonly times?: number | null;
      readonly baseline?: number | null;
      readonly quantity?: number | null;
      readonly value?: number | null;
    }
  | { readonly type: 'spread'; readonly percent: number }
  | { readonly type: 'funding'; readonly rate: number; readonly side: 'above' | 'below' }
  | { readonly type: 'extreme'; readonly of: 'high' | 'low'; readonly window: number }
  | ({
      readonly type: 'candle';
      readonly interval: string;
      readonly op: 'above' | 'below' | 'crosses_up' | 'crosses_down';
      readonly against: number | Measure;
    } & Measure)
  | { readonly type: 'stale'; readonly seconds: number; readonly of?: PriceKind }
  | { readonly type: 'gap' }
  | {
      readonly type: 'all' | 'any';
      readonly conditions: readonly Condition[];
      readonly within?: number | null;
    };

export type Repeat =
  | { readonly type: 'once' }
  | { readonly type: 'candle'; readonly interval: string }
  | { readonly type: 'every'; readonly cooldown: number };

/** What a person wants to be told. */
export interface Definition {
  readonly name: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly condition: Condition;
  readonly repeat: Repeat;
  /** Percent of the level by which it has to go back before it fires again. */
  readonly rearm: number;
  readonly expires: string | null;
  readonly targets: readonly string[];
  readonly message: string;
  readonly note: string;
}

/** A definition and how it is with it. */
export interface Alert extends Definition {
  readonly id: string;
  readonly native: string;
  readonly state: 'active' | 'paused' | 'done' | 'expired';
  readonly snoozed_until: string | null;
  readonly version: number;
  readonly created: string;
  readonly updated: string;
  readonly last_fired: string | null;
  readonly fired: number;
  readonly evaluated: string | null;
  /** Why it cannot be evaluated now; empty where it can. */
  readonly fault: string;
  readonly source: 'api' | 'config';
}

/** One firing on its way to one target. */
export interface Delivery {
  readonly target: string;
  readonly kind: string;
  readonly state: 'pending' | 'delivered' | 'failed' | 'dead';
  readonly attempts: number;
  readonly status: number | null;
  readonly took_ms: number | null;
  readonly error: string;
  /** When it is tried next. */
  readonly next: string | null;
  readonly payload: unknown;
}

/** One firing. */
export interface Trigger {
  readonly id: string;
  readonly alert: string;
  readonly name: string;
  readonly exchange: string;
  readonly symbol: string;
  /** Null where a target was tried, and no alert. */
  readonly condition: Condition | null;
  readonly price: number | null;
  readonly value: number;
  /** The exchange's time. */
  readonly time: string;
  readonly fired: string;
  /** It was found afterwards, in what had been missing. */
  readonly late: boolean;
  readonly test: boolean;
  readonly message: string;
  readonly deliveries: readonly Delivery[];
}

/** An alert fired; its deliveries are as they begin. */
export interface AlertFired extends PlatformEvent {
  readonly type: 'alert';
  readonly trigger: Trigger;
}

/** A delivery went on. */
export interface AlertDelivery extends PlatformEvent {
  readonly type: 'alert_delivery';
  readonly trigger: string;
  readonly delivery: Delivery;
}

/** An alert was made, changed or deleted. */
export interface AlertChanged extends PlatformEvent {
  readonly type: 'alert_changed';
  readonly alert?: Alert;
  /** The id of what is gone. */
  readonly deleted?: string;
}

export type AlertEvent = AlertFired | AlertDelivery | AlertChanged;

/** What `/api/v1/health` and `/api/v1/gaps` say. Times are whole microseconds. */
export type FeedState = 'live' | 'delayed' | 'partial' | 'stale' | 'down' | 'idle';

export interface ChannelHealth {
  readonly channel: string;
  readonly state: FeedState;
  readonly streams: number;
  readonly stale_streams: number;
  readonly messages_per_second: number;
  readonly last_message_age_ms: number | null;
  readonly lag_p50_ms: number | null;
  readonly lag_p99_ms: number | null;
  readonly gaps_found: number;
  readonly gaps_open: number;
  readonly gaps_lost: number;
}

/** How many order books are of each verdict, and what they were held against since the start. */
export interface BookHealth {
  readonly proven: number;
  readonly unproven: number;
  readonly doubtful: number;
  readonly compared: number;
  readonly audited: number;
  readonly contradicted: number;
  /** Until all snapshots will have come that are waited for. */
  readonly eta_ms: number;
}

export interface ExchangeHealth extends Omit<ChannelHealth, 'channel'> {
  readonly exchange: string;
  readonly since: number | null;
  readonly transport: 'websocket' | 'poll' | 'none';
  readonly held: boolean;
  readonly clock_offset_ms: number | null;
  readonly reconnects_1h: number;
  readonly reconnects_24h: number;
  readonly gaps_repaired: number;
  readonly weight_used: number | null;
  readonly weight_limit: number | null;
  readonly last_error: string | null;
  readonly books: BookHealth | null;
  readonly channels: readonly ChannelHealth[];
}

export type IncidentKind = 'outage' | 'reconnect' | 'stale' | 'gap' | 'clock';

export interface Incident {
  readonly number: number;
  readonly kind: IncidentKind;
  readonly exchange: string;
  readonly channel: string | null;
  readonly symbol: string | null;
  readonly begin: number;
  /** `null` while it lasts. */
  readonly end: number | null;
  readonly detail: string | null;
}

export interface Health {
  readonly state: FeedState;
  readonly since: number | null;
  readonly updates_per_second: number;
  readonly uptime_seconds: number;
  readonly exchanges: readonly ExchangeHealth[];
  readonly incidents: readonly Incident[];
}

/** What became of what was missing. */
export type HoleState = 'open' | 'filling' | 'filled' | 'lost';

export interface FeedGap {
  readonly number: number;
  readonly exchange: string;
  readonly symbol: string;
  readonly channel: string;
  readonly interval: string;
  readonly cause: string;
  readonly from_id: string | null;
  readonly to_id: string | null;
  readonly from_time: number | null;
  readonly to_time: number | null;
  /** When the node learned of it. */
  readonly time: number;
  readonly state: HoleState;
  /** How many were brought to fill it. */
  readonly events: number;
}

export interface Gaps {
  readonly gaps: readonly FeedGap[];
  readonly next: number | null;
}

/** One word for a shape and its colour. */
export type Look = 'live' | 'delayed' | 'gap' | 'down' | 'idle';

const LOOKS: Record<FeedState, Look> = {
  live: 'live',
  delayed: 'delayed',
  partial: 'gap',
  stale: 'gap',
  down: 'down',
  idle: 'idle',
};

export function lookOf(state: FeedState): Look {
  return LOOKS[state] ?? 'idle';
}

export interface Totals {
  readonly p50: number | null;
  readonly p99: number | null;
  /** The largest difference between an exchange's clock and the server's. */
  readonly clock: number | null;
  readonly reconnects: number;
  readonly open: number;
  readonly repaired: number;
  readonly lost: number;
}

/** The node in a few figures: of times the worst exchange's. */
export function totalsOf(exchanges: readonly ExchangeHealth[]): Totals {
  const worst = (pick: (one: ExchangeHealth) => number | null) => {
    const known = exchanges.map(pick).filter((value) => value !== null);
    return known.length > 0 ? known.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)) : null;
  };
  const sum = (pick: (one: ExchangeHealth) => number) =>
    exchanges.reduce((total, one) => total + pick(one), 0);
  return {
    p50: worst((one) => one.lag_p50_ms),
    p99: worst((one) => one.lag_p99_ms),
    clock: worst((one) => one.clock_offset_ms),
    reconnects: sum((one) => one.reconnects_24h),
    open: sum((one) => one.gaps_open),
    repaired: sum((one) => one.gaps_repaired),
    lost: sum((one) => one.gaps_lost),
  };
}

import {
  type Channel,
  type Channels,
  type EventOf,
  type Gap,
  type Key,
  type MarketEvent,
  type RoomListener,
  type Status,
  type SubOptions,
  topic,
} from '@radist/client';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useRadist } from './provider.tsx';

/** How the connection is doing, and what was lost last. */
export interface Connection extends Status {
  readonly lastGap: Gap | null;
}

/** The connection as it is now; renders again when it changes. */
export function useConnection(): Connection {
  const client = useRadist();
  const subscribe = useCallback(
    (changed: () => void) => {
      const stops = [client.on('status', changed), client.on('gap', changed)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    [client],
  );
  const picture = useRef<Connection | null>(null);
  const current = () => {
    const { status, lastGap } = client;
    const { current: last } = picture;
    const next = { ...status, lastGap };
    if (!last || !isSame(last, next)) picture.current = next;
    return picture.current as Connection;
  };
  return useSyncExternalStore(subscribe, current, current);
}

function isSame(one: Connection, other: Connection): boolean {
  return (Object.keys(other) as (keyof Connection)[]).every((key) => one[key] === other[key]);
}

/** Hears each new value of a state room, once per animation frame, without rendering. */
export function useRoom<T extends MarketEvent>(room: string, listener: (event: T) => void): void {
  const client = useRadist();
  const latest = useLatest(listener);
  useEffect(() => {
    const store = client.store<T>(room);
    const tell = () => {
      const event = store.get();
      if (event) latest.current(event);
    };
    tell();
    return store.subscribe(tell);
  }, [client, room, latest]);
}

/** Hears every message of a room, in order, without rendering. */
export function useChannel<C extends Channel>(
  channel: C,
  key: Key,
  listener: RoomListener<Channels[C]>,
  options?: SubOptions,
): void;
export function useChannel<R extends string>(
  room: R,
  listener: RoomListener<EventOf<R>>,
  options?: SubOptions,
): void;
export function useChannel(...told: unknown[]): void {
  const isKeyed = 'symbol' in (told[1] as object);
  const room = isKeyed ? topic(told[0] as string, told[1] as Key) : (told[0] as string);
  const [listener, options] = told.slice(isKeyed ? 2 : 1) as [RoomListener, SubOptions?];
  const client = useRadist();
  const latest = useLatest(listener);
  const maxHz = options?.maxHz;
  useEffect(() => {
    const forward: RoomListener = {
      event: (event, frame) => latest.current.event?.(event, frame),
      snapshot: (snapshot) => latest.current.snapshot?.(snapshot),
      gap: (gap) => latest.current.gap?.(gap),
      freshness: (freshness) => latest.current.freshness?.(freshness),
      stale: (stale) => latest.current.stale?.(stale),
      state: (state) => latest.current.state?.(state),
    };
    const { leave } = client.subscribe<string>(room, forward, maxHz ? { maxHz } : {});
    return leave;
  }, [client, room, maxHz, latest]);
}

/** What was rendered last, for who is told later. */
function useLatest<T>(value: T) {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

import { type ClientEvents, createRadist, type Radist, type Token } from '@radist/client';
import { useCallback, useContext, useEffect, useMemo, useRef } from 'react';
import { Surroundings } from './provider.tsx';

/** The connection as one thing to hold: the client, how to come in, how to hear. */
export interface WebSocketFace {
  readonly client: Radist;
  /** Shows the token, joins the room and one's own, and resolves when live. */
  connect(token?: Token | null, room?: string, userId?: string | null): Promise<void>;
  /** Hears events of a type from all rooms that are joined, until the component is gone. */
  on<E extends keyof ClientEvents>(
    event: E,
    listener: (value: ClientEvents[E]) => void,
  ): () => void;
}

const DEFAULT_URL = 'ws://localhost:8001/api/v1/websocket/ws';

/** One client for the page, whoever asks, where no provider has another. */
const clients = new Map<string, Radist>();

/** The provider's client, or the page's own: of `url`, of NEXT_PUBLIC_WEBSOCKET_URL, of this machine. */
export function useWebSocket({ url }: { readonly url?: string } = {}): WebSocketFace {
  const surroundings = useContext(Surroundings);
  const client = surroundings?.client ?? clientOf(url ?? configured() ?? DEFAULT_URL);
  const stops = useRef(new Set<() => void>());
  useEffect(() => {
    const { current } = stops;
    return () => {
      for (const stop of current) stop();
      current.clear();
    };
  }, []);
  const until = useCallback((stop: () => void) => {
    const { current } = stops;
    current.add(stop);
    return () => {
      current.delete(stop);
      stop();
    };
  }, []);
  return useMemo(() => {
    const rooms = new Set<string>();
    const join = (room: string) => {
      if (rooms.has(room)) return;
      rooms.add(room);
      const { leave } = client.subscribe(room, {});
      until(() => {
        rooms.delete(room);
        leave();
      });
    };
    return {
      client,
      connect: (token, room = 'global', userId = null) => {
        if (token !== undefined) client.signIn(token);
        join(room);
        if (userId !== null) join(`user_${userId}`);
        return client.connect();
      },
      on: (event, listener) => until(client.on(event, listener)),
    };
  }, [client, until]);
}

/** On a server each rendering has its own, which connects to nothing. */
function clientOf(url: string): Radist {
  const client = clients.get(url) ?? createRadist({ url });
  if (typeof window !== 'undefined') clients.set(url, client);
  return client;
}

declare const process: { env: { NEXT_PUBLIC_WEBSOCKET_URL?: string } };

function configured(): string | undefined {
  try {
    return process.env.NEXT_PUBLIC_WEBSOCKET_URL;
  } catch {
    return undefined; // a page without a bundler that fills it in
  }
}

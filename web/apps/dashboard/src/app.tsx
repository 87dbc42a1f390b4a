import { createRadist, type Radist } from '@radist/client';
import { RadistProvider } from '@radist/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type About, roomsUrl } from './about.ts';
import { Board } from './markets/board.ts';
import { Markets } from './markets/markets.tsx';
import { NoMarkets, Skeleton } from './markets/placeholders.tsx';
import { ConnectionPill } from './shell/connection-pill.tsx';
import { Notice } from './shell/notice.tsx';
import { SimulatedBanner } from './shell/simulated-banner.tsx';
import { StatusStrip } from './shell/status-strip.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { type Load, useAbout } from './use-about.ts';

export function App() {
  const [load, reload] = useAbout();
  const { about } = load;
  if (about) return <Running about={about} load={load} reload={reload} />;
  return (
    <div className="page">
      <TopBar />
      {load.failure === null ? (
        <Skeleton />
      ) : (
        <main className="main">
          <NoMarkets load={load} retry={reload} />
        </main>
      )}
    </div>
  );
}

/** Rows older than this look stale; `?stale_after=` (seconds) in the address changes it. */
function staleAfterMs(): number {
  const seconds = Number(new URLSearchParams(location.search).get('stale_after') ?? 10);
  return seconds > 0 ? seconds * 1000 : 10_000;
}

interface RunningProps {
  readonly about: About;
  readonly load: Load;
  reload(): void;
}

function Running({ about, load, reload }: RunningProps) {
  const [client] = useState(() => createRadist({ url: roomsUrl(about, location) }));
  const [board] = useState(() => new Board(client, staleAfterMs()));
  useEffect(() => board.run(), [board]);
  useNewSession(client, reload);
  return (
    <RadistProvider client={client}>
      <div className="page">
        <TopBar>
          <ConnectionPill board={board} empty={about.markets.length === 0} />
        </TopBar>
        <SimulatedBanner about={about} />
        <Notice />
        <Markets markets={about.markets} board={board}>
          <NoMarkets load={load} retry={reload} />
        </Markets>
        <StatusStrip board={board} version={about.version} />
      </div>
    </RadistProvider>
  );
}

/** Behind a new session may be another server: other markets, real prices or simulated ones. */
function useNewSession(client: Radist, tell: () => void): void {
  const session = useSyncExternalStore(
    (changed) => client.on('status', changed),
    () => client.status.welcome?.session,
  );
  useEffect(() => {
    if (session) tell();
  }, [session, tell]);
}

import { createRadist, type Radist } from '@radist/client';
import { RadistProvider, useConnection } from '@radist/react';
import {
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { type About, roomsUrl } from './about.ts';
import { useKeyboard } from './keys/use-keys.ts';
import { Board, BoardContext } from './markets/board.ts';
import { NoMarkets, Skeleton } from './markets/placeholders.tsx';
import { passport } from './passport.ts';
import { CurrentPage } from './routing/current-page.tsx';
import { useLinks } from './routing/router.ts';
import { ServerContext } from './server.tsx';
import { ConnectionPill } from './shell/connection-pill.tsx';
import { Notice } from './shell/notice.tsx';
import { Shell } from './shell/shell.tsx';
import { SimulatedBanner } from './shell/simulated-banner.tsx';
import { StatusStrip } from './shell/status-strip.tsx';
import { type Load, useAbout } from './use-about.ts';

/** After the page itself, which does not wait for it. */
const Alerts = lazy(() => import('./alerts/everywhere.tsx'));

export function App() {
  const [load, reload] = useAbout();
  useLinks();
  useKeyboard();
  const { about } = load;
  if (about) return <Running about={about} load={load} reload={reload} />;
  return (
    <Shell>{load.failure === null ? <Skeleton /> : <NoMarkets load={load} retry={reload} />}</Shell>
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
  const [client] = useState(() => {
    const token = passport.current();
    const place = { url: roomsUrl(about, location), http: location.origin };
    return createRadist(token ? { ...place, token } : place);
  });
  const [board] = useState(() => new Board(client, staleAfterMs()));
  useEffect(() => board.run(), [board]);
  useNewSession(client, reload);
  return (
    <RadistProvider client={client}>
      <ServerKnown load={load} reload={reload}>
        <BoardContext value={board}>
          <Shell
            bar={<ConnectionPill board={board} empty={about.markets.length === 0} />}
            notices={
              <>
                <SimulatedBanner />
                <Notice />
              </>
            }
            strip={<StatusStrip board={board} version={about.version} />}
          >
            <CurrentPage />
          </Shell>
          <Suspense>
            <Alerts />
          </Suspense>
        </BoardContext>
      </ServerKnown>
    </RadistProvider>
  );
}

interface ServerKnownProps {
  readonly load: Load;
  reload(): void;
  readonly children: ReactNode;
}

function ServerKnown({ load, reload, children }: ServerKnownProps) {
  const { welcome } = useConnection();
  // A server that has not reached its exchange yet says no to both, and later yes in `about`.
  const simulated = (load.about?.simulated || welcome?.simulated) ?? false;
  const server = useMemo(() => ({ ...load, simulated, reload }), [load, simulated, reload]);
  return <ServerContext value={server}>{children}</ServerContext>;
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

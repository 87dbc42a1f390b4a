import { createRadist } from '@radist/client';
import { RadistProvider } from '@radist/react';
import { useEffect, useState } from 'react';
import { type About, roomsUrl } from './about.ts';
import { Board } from './markets/board.ts';
import { Markets } from './markets/markets.tsx';
import { Failed, Skeleton } from './markets/placeholders.tsx';
import { ConnectionPill } from './shell/connection-pill.tsx';
import { Notice } from './shell/notice.tsx';
import { SimulatedBanner } from './shell/simulated-banner.tsx';
import { StatusStrip } from './shell/status-strip.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { useAbout } from './use-about.ts';

export function App() {
  const [load, reload] = useAbout();
  if (load.state === 'ready') return <Running about={load.about} reload={reload} />;
  return (
    <div className="page">
      <TopBar />
      {load.state === 'loading' ? <Skeleton /> : <Failed reason={load.reason} retry={reload} />}
    </div>
  );
}

/** Rows older than this look stale; `?stale_after=` (seconds) in the address changes it. */
function staleAfterMs(): number {
  const seconds = Number(new URLSearchParams(location.search).get('stale_after') ?? 10);
  return seconds > 0 ? seconds * 1000 : 10_000;
}

function Running({ about, reload }: { about: About; reload: () => void }) {
  const [client] = useState(() => createRadist({ url: roomsUrl(about, location) }));
  const [board] = useState(() => new Board(client, staleAfterMs()));
  useEffect(() => board.run(), [board]);
  return (
    <RadistProvider client={client}>
      <div className="page">
        <TopBar>
          <ConnectionPill board={board} />
        </TopBar>
        <SimulatedBanner about={about} />
        <Notice />
        <Markets markets={about.markets} board={board} reload={reload} />
        <StatusStrip board={board} version={about.version} />
      </div>
    </RadistProvider>
  );
}

import { useConnection, useRadist } from '@radist/react';
import { useEffect, useState } from 'react';
import type { Upstream } from '../upstream.ts';
import type { Words } from '../words/en.ts';
import { useLanguage } from '../words/language.tsx';

/** What stands behind the pill, for whoever has to find out. */
export function ConnectionDetails({ upstream }: { upstream: Upstream | null }) {
  const { words, format } = useLanguage();
  const client = useRadist();
  const { state, since, welcome, ended } = useConnection();
  const gaps = useGapCount();
  const { connection } = words;
  const skew = client.clockSkewMs;
  const facts = [
    [connection.server, welcome ? `${words.version(welcome.version)}` : words.unknown],
    [connection.session, welcome?.session ?? words.unknown],
    [connection.since, format.time(since)],
    [connection.latency, client.latencyMs === null ? words.unknown : format.ms(client.latencyMs)],
    [connection.skew, skew === null ? words.unknown : format.ms(skew)],
    [connection.ended, ended ? `${ended.code} ${ended.reason}` : '—'],
    [connection.gaps, format.whole(gaps)],
  ];
  return (
    <div id="connection" popover="auto" className="details">
      <h2>{connection.title}</h2>
      {upstream && <Beyond upstream={upstream} />}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {state === 'closed' && (
        <button type="button" className="button" onClick={() => client.connect().catch(() => {})}>
          {connection.connect}
        </button>
      )}
    </div>
  );
}

/** How it goes on behind the server. */
function Beyond({ upstream }: { upstream: Upstream }) {
  const { words } = useLanguage();
  const { connected, held, last_error } = upstream;
  return (
    <p className="beyond">
      {sentence(upstream, words)}
      {!connected && !held && last_error && (
        <>
          {' '}
          {words.connection.lastError} <code>{last_error}</code>
        </>
      )}
    </p>
  );
}

function sentence({ exchange, connected, held }: Upstream, { connection }: Words): string {
  if (connected) return connection.mute(exchange);
  return held ? connection.held(exchange) : connection.cut(exchange);
}

function useGapCount(): number {
  const client = useRadist();
  const [gaps, setGaps] = useState(0);
  useEffect(() => client.on('gap', () => setGaps((count) => count + 1)), [client]);
  return gaps;
}

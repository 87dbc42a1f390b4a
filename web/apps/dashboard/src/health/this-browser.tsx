import { useConnection, useRadist } from '@radist/react';
import { useEffect, useReducer, useState } from 'react';
import { roomsUrl } from '../about.ts';
import { useCounts } from '../frames.ts';
import { Panel } from '../panel/panel.tsx';
import { useServer } from '../server.tsx';
import { copy } from '../shell/copy.ts';
import { Spark } from '../spark.tsx';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { useFrameRate } from './frame-rate.ts';
import { type Result, selfTest } from './self-test.ts';
import { healthWords } from './words.ts';

/** How this browser gets and paints what the server sends, and a test of every way to it. */
export function ThisBrowser() {
  const words = useWords(healthWords).browser;
  const [results, setResults] = useState<readonly Result[]>([]);
  const [running, setRunning] = useState(false);
  const run = useSelfTest();
  const start = async () => {
    setResults([]);
    setRunning(true);
    await run((result) => setResults((before) => [...before, result]));
    setRunning(false);
  };
  return (
    <Panel
      title={words.title}
      className="this-browser"
      state={{ kind: 'live' }}
      tools={
        <>
          {results.length > 0 && !running && <Copy results={results} />}
          <button type="button" className="button" disabled={running} onClick={start}>
            {running ? words.running : words.run}
          </button>
        </>
      }
    >
      <Facts />
      {results.length > 0 && <Results results={results} />}
    </Panel>
  );
}

function useSelfTest() {
  const words = useWords(healthWords).browser;
  const { format } = useLanguage();
  const { about } = useServer();
  const client = useRadist();
  return async (tell: (result: Result) => void) => {
    if (!about) return;
    const way = {
      roomsUrl: roomsUrl(about, location),
      room: about.markets[0]?.room ?? null,
      skewMs: client.clockSkewMs,
      words,
      ms: (value: number) => format.ms(value),
    };
    await selfTest(way, tell);
  };
}

function Facts() {
  const words = useWords(healthWords).browser;
  const { format } = useLanguage();
  const { state, ended, transport } = useConnection();
  const { perSecond, paintsPerSecond } = useCounts();
  const { rate, late } = useFrameRate();
  const trips = useTrips();
  const rated = (value: number) => words.perSecond(format.number(value, 1));
  const last = trips.at(-1);
  const close = ended && `${ended.code}: ${words.closes[ended.code] ?? words.unknownClose}`;
  const facts = [
    [words.socket, words.states[state]],
    [words.transport, words.transports[transport]],
    [words.latency, last === undefined ? UNKNOWN : format.ms(last)],
    [words.close, close ? `${close} ${ended.reason}` : words.never],
    [words.updates, rated(perSecond)],
    [words.paints, rated(paintsPerSecond)],
    [words.merged, paintsPerSecond > 0 ? format.number(perSecond / paintsPerSecond, 1) : UNKNOWN],
    [words.frames, rated(rate)],
    [words.long, format.whole(late)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {name === words.latency && <Spark values={trips} width={96} height={20} />}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const MOST_TRIPS = 60;

/** Round trips of the last minutes, one every two seconds. */
function useTrips(): readonly number[] {
  const client = useRadist();
  const [trips, take] = useReducer((before: readonly number[]) => {
    const { latencyMs } = client;
    return latencyMs === null ? before : [...before.slice(1 - MOST_TRIPS), latencyMs];
  }, []);
  useEffect(() => {
    take();
    const timer = setInterval(take, 2000);
    return () => clearInterval(timer);
  }, []);
  return trips;
}

function Results({ results }: { results: readonly Result[] }) {
  const words = useWords(healthWords).browser;
  return (
    <ul className="results">
      {results.map(({ name, passed, text }) => (
        <li key={name} data-look={passed ? 'live' : 'down'}>
          <i className="shape" aria-hidden="true" />
          <strong>{words.tests[name]}</strong> {passed ? words.passed : words.failed}: {text}
        </li>
      ))}
    </ul>
  );
}

function Copy({ results }: { results: readonly Result[] }) {
  const words = useWords(healthWords).browser;
  const { about } = useServer();
  const take = () => {
    const lines = results.map(
      ({ name, passed, text }) =>
        `${words.tests[name]}: ${passed ? words.passed : words.failed}: ${text}`,
    );
    const head = [`Radist ${about?.version ?? ''}`, navigator.userAgent, location.origin];
    void copy([...head, ...lines].join('\n'));
  };
  return (
    <button type="button" className="button" onClick={take}>
      {words.copy}
    </button>
  );
}

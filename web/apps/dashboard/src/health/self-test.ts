import type { HealthWords } from './words/en.ts';

export type TestName = keyof HealthWords['browser']['tests'];

/** What one step of the self-test found. */
export interface Result {
  readonly name: TestName;
  readonly passed: boolean;
  readonly text: string;
}

interface Way {
  readonly roomsUrl: string;
  /** A room in which something is to be heard; none where there is no market. */
  readonly room: string | null;
  /** Server time minus local time. */
  readonly skewMs: number | null;
  readonly words: HealthWords['browser'];
  /** Milliseconds in words. */
  ms(value: number): string;
}

const LIMIT_MS = 5000;
/** What is held back longer than this between here and the server sits in a buffer. */
const HELD_BACK_MS = 1500;
/** A clock that differs more makes every age wrong that is not corrected. */
const FAR_MS = 1000;

/** Tries every way to the server, and tells each result as it comes. */
export async function selfTest(way: Way, tell: (result: Result) => void): Promise<void> {
  tell(await rest(way));
  tell(await websocket(way));
  for (const result of await sse(way)) tell(result);
  tell(clock(way));
}

async function rest({ words, ms }: Way): Promise<Result> {
  const began = performance.now();
  try {
    const response = await fetch('/api/v1/about', {
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await response.json();
    const text = words.answered(ms(performance.now() - began));
    return {
      name: 'rest',
      passed: response.ok,
      text: response.ok ? text : `HTTP ${response.status}`,
    };
  } catch (cause) {
    const late = (cause as Error).name === 'TimeoutError';
    return { name: 'rest', passed: false, text: late ? words.timeout : words.refused };
  }
}

function websocket({ roomsUrl, words, ms }: Way): Promise<Result> {
  const began = performance.now();
  const socket = new WebSocket(roomsUrl);
  return new Promise((resolve) => {
    const end = (passed: boolean, text: string) => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      resolve({ name: 'websocket', passed, text });
    };
    const timer = setTimeout(() => end(false, words.timeout), LIMIT_MS);
    let welcomed = 0;
    socket.onclose = ({ code }) => end(false, `${words.refused} (${code})`);
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(data);
      const now = performance.now();
      if (type === 'welcome') {
        welcomed = now;
        socket.send(JSON.stringify({ op: 'ping', id: 1 }));
      } else if (type === 'pong') {
        end(true, words.welcomed(ms(welcomed - began), ms(now - welcomed)));
      }
    };
  });
}

/** The stream says something at once; whoever holds that back holds back everything. */
async function sse({ room, words, ms }: Way): Promise<readonly Result[]> {
  if (room === null) return [{ name: 'sse', passed: false, text: words.noMarket }];
  const { opened, heard, began } = await listen(`/api/v1/sse?topics=${encodeURIComponent(room)}`);
  if (heard === null) {
    const text = opened === null ? words.refused : words.noEvent;
    const buffered = opened === null ? words.notTested : words.buffered;
    return [
      { name: 'sse', passed: false, text },
      { name: 'buffering', passed: false, text: buffered },
    ];
  }
  const held = heard - (opened ?? heard);
  const smooth = held < HELD_BACK_MS;
  return [
    { name: 'sse', passed: true, text: words.firstEvent(ms(heard - began)) },
    {
      name: 'buffering',
      passed: smooth,
      text: smooth ? words.unbuffered(ms(held)) : words.buffered,
    },
  ];
}

interface Heard {
  readonly began: number;
  readonly opened: number | null;
  readonly heard: number | null;
}

function listen(address: string): Promise<Heard> {
  const source = new EventSource(address);
  const began = performance.now();
  let opened: number | null = null;
  return new Promise((resolve) => {
    const end = (heard: number | null) => {
      clearTimeout(timer);
      source.close();
      resolve({ began, opened, heard });
    };
    const timer = setTimeout(() => end(null), LIMIT_MS);
    source.onopen = () => {
      opened = performance.now();
    };
    source.onmessage = () => end(performance.now());
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) end(null);
    };
  });
}

function clock({ skewMs, words, ms }: Way): Result {
  if (skewMs === null) return { name: 'clock', passed: false, text: words.clockUnknown };
  return { name: 'clock', passed: Math.abs(skewMs) < FAR_MS, text: words.differs(ms(skewMs)) };
}

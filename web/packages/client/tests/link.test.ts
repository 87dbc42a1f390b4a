// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RadistError } from '../src/errors.ts';
import { Link, type LinkOptions, type State } from '../src/link.ts';
import { Credentials } from '../src/token.ts';
import { FakeSocket, now, socket } from './fake-socket.ts';

let states: State[];
let errors: RadistError[];
let link: Link;

function make(url = 'ws://radist', others: Partial<LinkOptions> = {}): Link {
  const backoff = { minMs: 300, maxMs: 15_000 };
  const ways = { http: null, transport: 'auto' as const, fetch: undefined };
  const credentials = new Credentials(undefined);
  return new Link(
    { url, socket: FakeSocket, backoff, credentials, ...ways, ...others },
    {
      status: ({ state }) => {
        if (state !== states.at(-1)) states.push(state);
      },
      frame: () => {},
      error: (error) => errors.push(error),
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  FakeSocket.made = [];
  states = [];
  errors = [];
  link = make();
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function goLive(): Promise<void> {
  const live = link.connect();
  socket().welcome();
  await live;
}

describe('connecting', () => {
  test('is live after the welcome, not after the handshake', async () => {
    const live = link.connect();
    expect(link.status.state).toBe('connecting');
    socket().welcome();
    await live;
    expect(states).toEqual(['connecting', 'live']);
  });

  test('twice opens one socket', () => {
    link.connect().catch(() => {});
    link.connect().catch(() => {});
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('to something that is no address fails with a clear error', async () => {
    link = make('nonsense');
    await expect(link.connect()).rejects.toMatchObject({ reason: 'bad_url' });
    expect(link.status.state).toBe('closed');
  });

  test('gives up on a server that never welcomes and tries again', () => {
    link.connect().catch(() => {});
    vi.advanceTimersByTime(10_000);
    expect(socket().closed).toBe(true);
    expect(link.status.state).toBe('reconnecting');
  });
});

describe('a lost connection', () => {
  test('comes back after a wait that grows with each try', async () => {
    await goLive();
    socket().ends(1006);
    const waits = [600, 1200, 2400].map((wait) => {
      expect(link.status.retryAt).toBe(Date.now() + wait);
      vi.advanceTimersByTime(wait);
      socket().ends(1006);
      return link.status.attempt;
    });
    expect(waits).toEqual([2, 3, 4]);
    expect(link.status.ended).toEqual({ code: 1006, reason: '' });
  });

  test('counts its tries from one again after a healthy while only', async () => {
    await goLive();
    socket().ends(1006);
    vi.advanceTimersByTime(600);
    socket().welcome();
    socket().ends(1006);
    expect(link.status.attempt).toBe(2);
    vi.advanceTimersByTime(1200);
    socket().welcome();
    vi.advanceTimersByTime(6000);
    socket().ends(1006);
    expect(link.status.attempt).toBe(1);
  });

  test('is retried at once when the network returns', async () => {
    await goLive();
    socket().ends(1006);
    expect(FakeSocket.made).toHaveLength(1);
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.made).toHaveLength(2);
    vi.advanceTimersByTime(600);
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('is retried at once when the page is shown', async () => {
    await goLive();
    socket().ends(1006);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('comes back when the server said that it should, once', async () => {
    await goLive();
    const rest = { code: 3001, reason: 'the server is going down', retry_after_ms: 4321 };
    socket().says({ type: 'bye', ...rest, timestamp: now() });
    socket().ends(3001);
    expect(link.status.retryAt).toBe(Date.now() + 4321);
    vi.advanceTimersByTime(4321);
    socket().ends(1006);
    expect(link.status.retryAt).toBe(Date.now() + 1200);
  });

  test.each([3001, 3008, 3499])('with code %i is retried', async (code) => {
    await goLive();
    socket().ends(code);
    expect(link.status.state).toBe('reconnecting');
  });

  test.each([3500, 3504, 3999])('with code %i is final, and says why', async (code) => {
    await goLive();
    socket().ends(code, 'too many');
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(1);
    expect(link.status.state).toBe('closed');
    expect(errors).toMatchObject([{ reason: 'refused', code }]);
  });
});

describe('silence', () => {
  test('of one and a half heartbeats replaces the socket', async () => {
    await goLive();
    const first = socket();
    vi.advanceTimersByTime(14_999);
    expect(link.status.state).toBe('live');
    vi.advanceTimersByTime(1);
    expect(first.closed).toBe(true);
    expect(link.status).toMatchObject({ state: 'reconnecting', ended: { reason: 'silent' } });
  });

  test('is broken by any frame', async () => {
    await goLive();
    vi.advanceTimersByTime(10_000);
    socket().says({ type: 'heartbeat', timestamp: now(), tops: {} });
    vi.advanceTimersByTime(10_000);
    expect(link.status.state).toBe('live');
  });

  test('after waking up replaces the socket within two seconds', async () => {
    await goLive();
    window.dispatchEvent(new Event('pageshow'));
    expect(socket().sent.at(-1)).toContain('ping');
    vi.advanceTimersByTime(2000);
    expect(link.status.state).toBe('reconnecting');
  });

  test('after waking up that ends in time keeps the socket', async () => {
    await goLive();
    window.dispatchEvent(new Event('pageshow'));
    vi.advanceTimersByTime(1000);
    socket().says({ type: 'pong', id: 2 });
    vi.advanceTimersByTime(1000);
    expect(link.status.state).toBe('live');
  });

  test('of a replaced socket stays silence: its late frames are ignored', async () => {
    await goLive();
    const first = socket();
    vi.advanceTimersByTime(15_000);
    first.welcome();
    expect(link.status.state).toBe('reconnecting');
  });
});

test('a frame that is no JSON is an error and hurts nothing', async () => {
  await goLive();
  socket().says('{garbage');
  expect(errors).toMatchObject([{ reason: 'bad_frame' }]);
  expect(link.status.state).toBe('live');
});

test('nothing is sent, nor queued, while there is no connection', async () => {
  link.connect().catch(() => {});
  expect(link.send({ op: 'ping', id: 1 })).toBe(false);
  expect(socket().sent).toEqual([]);
});

test('close ends it for good, until connect', async () => {
  await goLive();
  link.close();
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual(['connecting', 'live', 'closed']);
  await goLive();
  expect(link.status.state).toBe('live');
});

test('a timer that was late for long makes the server prove that it is there', async () => {
  await goLive();
  const before = socket().sent.length;
  vi.setSystemTime(Date.now() + 9_000);
  vi.advanceTimersByTime(5_000);
  expect(socket().sent.slice(before).join()).toContain('ping');
  vi.advanceTimersByTime(2_000);
  expect(link.status.state).toBe('reconnecting');
});

describe('which way', () => {
  const tryTwice = (transport: 'auto' | 'ws') => {
    const refuse = (async () => new Response(null, { status: 502 })) as typeof fetch;
    link = make('ws://radist', { http: 'http://radist', fetch: refuse, transport });
    link.connect().catch(() => {});
    for (const wait of [600, 1200]) {
      socket().ends(1006);
      vi.advanceTimersByTime(wait);
    }
  };

  test('is an event stream when two handshakes in a row have failed', () => {
    tryTwice('auto');
    expect(FakeSocket.made).toHaveLength(2);
    expect(link.status.transport).toBe('sse');
  });

  test('is the socket for ever where that was asked for', () => {
    tryTwice('ws');
    expect(FakeSocket.made).toHaveLength(3);
    expect(link.status.transport).toBe('ws');
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthError, type RadistError } from '../src/errors.ts';
import { Link } from '../src/link.ts';
import type { Token } from '../src/rest.ts';
import { Credentials } from '../src/token.ts';
import { FakeSocket, now, socket } from './fake-socket.ts';

let link: Link;
let errors: RadistError[];

function make(token: Token): void {
  link = new Link(
    {
      url: 'ws://radist',
      http: null,
      transport: 'auto',
      fetch: undefined,
      socket: FakeSocket,
      backoff: { minMs: 300, maxMs: 15_000 },
      credentials: new Credentials(token),
    },
    { status: () => {}, frame: () => {}, error: (error) => errors.push(error) },
  );
  link.connect().catch(() => {});
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const shown = () =>
  socket()
    .sent.map((text) => JSON.parse(text))
    .filter(({ op }) => op === 'auth');

/** The server believes the token that was shown last. */
function believe(seconds = 3600): void {
  const expires = new Date(Date.now() + seconds * 1000).toISOString();
  const { id } = shown().at(-1);
  socket().says({ type: 'authenticated', id, user: 'u', scope: [], expires });
}

/** The wait before a retry is over, and the server is there again. */
async function again(): Promise<void> {
  await vi.advanceTimersByTimeAsync((link.status.retryAt ?? 0) - Date.now());
  socket().welcome();
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  errors = [];
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
});

test('a token is shown in the first frame, and the link is live when it is believed', async () => {
  make('secret');
  socket().welcome();
  await settled();
  expect(socket().sent).toEqual([JSON.stringify({ op: 'auth', id: 1, token: 'secret' })]);
  expect(socket().url).not.toContain('secret');
  expect(link.status.state).toBe('connecting');
  believe();
  expect(link.status.state).toBe('live');
});

test('a token that comes while another is looked at is shown, too', async () => {
  make('old');
  socket().welcome();
  await settled();
  link.signIn('new');
  await settled();
  expect(shown().map(({ token }) => token)).toEqual(['old', 'new']);
});

test('a token that was asked for before another was given is not shown after it', async () => {
  let answer = (_: string) => {};
  const slow = new Promise<string>((resolve) => {
    answer = resolve;
  });
  make(() => slow);
  socket().welcome();
  await settled();
  link.signIn('new');
  await settled();
  answer('old');
  await settled();
  expect(shown().map(({ token }) => token)).toEqual(['new']);
});

test('nobody in particular shows nothing', async () => {
  make(() => null);
  socket().welcome();
  await settled();
  expect(link.status.state).toBe('live');
  expect(shown()).toEqual([]);
});

test('who is asked for a token is asked again on each connection', async () => {
  let turn = 0;
  make(async () => {
    turn += 1;
    return `token ${turn}`;
  });
  socket().welcome();
  await settled();
  believe();
  socket().ends(1006);
  await again();
  expect(shown()[0].token).toBe('token 2');
});

test('a newer token is shown before the old one is over, on the same connection', async () => {
  const ask = vi.fn(() => 'token');
  make(ask);
  socket().welcome();
  await settled();
  believe(100);
  for (let beat = 0; beat < 4; beat += 1) {
    await vi.advanceTimersByTimeAsync(10_000);
    socket().says({ type: 'heartbeat', timestamp: now(), tops: {} });
  }
  expect(shown()).toHaveLength(1);
  for (let beat = 0; beat < 4; beat += 1) {
    await vi.advanceTimersByTimeAsync(10_000);
    socket().says({ type: 'heartbeat', timestamp: now(), tops: {} });
  }
  expect(shown()).toHaveLength(2);
  expect([FakeSocket.made.length, link.status.state]).toEqual([1, 'live']);
});

test('an AuthError ends the tries', async () => {
  make(() => {
    throw new AuthError('logged out');
  });
  socket().welcome();
  await settled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.status.state).toBe('closed');
  expect(errors).toMatchObject([{ reason: 'auth' }]);
  expect(FakeSocket.made).toHaveLength(1);
});

test('another failure to get a token is tried again', async () => {
  let turn = 0;
  make(async () => {
    turn += 1;
    if (turn === 1) throw new TypeError('fetch failed');
    return 'token';
  });
  socket().welcome();
  await settled();
  expect(link.status.state).toBe('reconnecting');
  await again();
  believe();
  expect(link.status.state).toBe('live');
});

describe('a token that is refused', () => {
  test('ends the tries where there is no other', async () => {
    make('wrong');
    socket().welcome();
    await settled();
    socket().ends(3500, 'bad token');
    expect(link.status.state).toBe('closed');
  });

  test('is followed by one other, where there is somebody to ask', async () => {
    make(() => 'token');
    socket().welcome();
    await settled();
    socket().ends(3500, 'expired');
    await again();
    expect(FakeSocket.made).toHaveLength(2);
    socket().ends(3500, 'expired');
    expect(link.status.state).toBe('closed');
  });

  test('is no obstacle where nobody has to show one', async () => {
    make('for another node');
    socket().welcome();
    await settled();
    const refusal = { code: 401, reason: 'bad_token', message: 'this node has no key' };
    socket().says({ type: 'error', id: 1, ...refusal });
    expect(link.status.state).toBe('live');
  });
});

test('signing in on a live connection shows the token there', async () => {
  make(() => null);
  socket().welcome();
  await settled();
  link.signIn('token');
  await settled();
  expect(shown()[0].token).toBe('token');
  expect(FakeSocket.made).toHaveLength(1);
});

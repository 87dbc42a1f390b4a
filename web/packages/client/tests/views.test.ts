import { expect, test, vi } from 'vitest';
import { BookRow } from '../src/book.ts';
import { ladder, paced } from '../src/views/index.ts';

const PLACE = { exchange: 'x', symbol: 'A/B', native: 'AB', time_exchange: 2, time_received: 3 };
type Levels = [price: number, quantity: number][];

function snapshot(bids: Levels, asks: Levels) {
  return { ...PLACE, type: 'book_snapshot' as const, last_id: 1, bids, asks };
}

function delta(bids: Levels, asks: Levels) {
  const ids = { first_id: 2, last_id: 2, previous_id: 1 };
  return { ...PLACE, type: 'book_delta' as const, ...ids, bids, asks };
}

function bookOf(bids: Levels, asks: Levels): BookRow {
  const book = new BookRow();
  book.apply(snapshot(bids, asks));
  return book;
}

test('a delta sets levels in their place, and a quantity of 0 removes one', () => {
  const book = bookOf(
    [
      [10, 1],
      [8, 1],
    ],
    [
      [11, 1],
      [13, 1],
    ],
  );
  book.apply(
    delta(
      [
        [9, 5],
        [10, 0],
        [7, 0],
      ],
      [
        [11, 4],
        [12, 2],
      ],
    ),
  );
  expect(book.picture()).toMatchObject({
    bids: [
      [9, 5],
      [8, 1],
    ],
    asks: [
      [11, 4],
      [12, 2],
      [13, 1],
    ],
    last_id: 2,
    live: true,
  });
});

test('a picture of the book stays what it was', () => {
  const book = bookOf([[10, 1]], [[11, 1]]);
  const before = book.picture();
  book.apply(delta([[10, 2]], []));
  expect(before?.bids).toEqual([[10, 1]]);
});

test('after a gap deltas are not applied until the next snapshot', () => {
  const book = bookOf([[10, 1]], [[11, 1]]);
  book.live = false;
  book.apply(delta([[10, 9]], []));
  expect(book.picture()).toMatchObject({ live: false, bids: [[10, 1]] });
  book.apply(snapshot([[7, 1]], []));
  expect(book.picture()).toMatchObject({ live: true, bids: [[7, 1]], asks: [] });
});

test('a ladder adds up quantities from the best price on', () => {
  const book = bookOf(
    [
      [10, 1],
      [9, 2],
      [8, 3],
    ],
    [
      [11, 4],
      [12, 5],
    ],
  ).picture();
  if (!book) throw new Error('no book');
  const view = ladder(book, { depth: 2 });
  expect(view.bids).toEqual([
    { price: 10, quantity: 1, total: 1 },
    { price: 9, quantity: 2, total: 3 },
  ]);
  expect(view.asks.map(({ total }) => total)).toEqual([4, 9]);
  expect([view.spread, view.mid, view.time]).toEqual([1, 10.5, 2]);
});

test('a grouped ladder rounds bids down and asks up, and its last rung is whole', () => {
  const bids: Levels = [
    [0.35, 1],
    [0.3, 2],
    [0.29, 3],
    [0.21, 4],
    [0.1, 5],
  ];
  const book = bookOf(bids, [
    [0.36, 1],
    [0.4, 2],
    [0.41, 3],
  ]).picture();
  if (!book) throw new Error('no book');
  const view = ladder(book, { depth: 2, group: 0.1 });
  expect(view.bids).toEqual([
    { price: 0.3, quantity: 3, total: 3 },
    { price: 0.2, quantity: 7, total: 10 },
  ]);
  expect(view.asks).toEqual([
    { price: 0.4, quantity: 3, total: 3 },
    { price: 0.5, quantity: 3, total: 6 },
  ]);
});

test('a ladder of one side knows no spread', () => {
  const book = bookOf([], [[11, 4]]).picture();
  if (!book) throw new Error('no book');
  expect(ladder(book)).toMatchObject({ bids: [], spread: null, mid: null });
});

test('a paced store tells the first change at once and the last one in time', () => {
  vi.useFakeTimers();
  let value = 0;
  let tell = () => {};
  const store = paced(
    {
      get: () => value,
      subscribe: (listener) => {
        tell = listener;
        return () => {};
      },
    },
    10,
  );
  const told: (number | undefined)[] = [];
  const stop = store.subscribe(() => told.push(store.get()));
  for (value = 1; value <= 5; value += 1) tell();
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 6]);
  tell();
  stop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([1, 6]);
  vi.useRealTimers();
});

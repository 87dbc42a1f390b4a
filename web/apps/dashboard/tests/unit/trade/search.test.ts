import { expect, test } from 'vitest';
import { tradeSearch } from '../../../src/trade/search.ts';

const read = (query: string) => tradeSearch.read(new URLSearchParams(query));

test('the address opens the view that it was copied from', () => {
  const query = 'exchange=binance&symbol=BTC%2FUSDT&i=5m&tab=fills&span=1w';
  const search = read(query);
  expect(search).toEqual({
    ...{ exchange: 'binance', symbol: 'BTC/USDT', interval: '5m', tab: 'fills', span: '1w' },
  });
  expect(new URLSearchParams(tradeSearch.write(search)).toString()).toBe(query);
});

test('what is not valid is as if nobody had written it', () => {
  const plain = { exchange: '', symbol: '', interval: '1m', tab: 'positions', span: '1d' };
  expect(read('i=7x&tab=constructor&span=2d')).toEqual(plain);
  expect(Object.values(tradeSearch.write(read('')))).toEqual(['', '', '', '', '']);
});

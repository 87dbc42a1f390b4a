import type { TradedToken } from '@radist/client/trading';
import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW } from '../gallery/noon.ts';
import { TokenTable } from './list.tsx';
import '../trade/trade.css';
import './tokens.css';
import { tokenWords } from './words.ts';

const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const token: TradedToken = {
  ...{ token_mint: 'RadioWaves', name: 'Radio Waves', symbol: 'RADIO', creator: 'local' },
  ...{ supply: '1000000000', price: '0.0000312', market_cap: '31200', price_change_24h: '4.2' },
  ...{ volume_24h: '512.75', holders: 3, reserve: '1204.5', created: at(90) },
};

const { en, ru } = tokenWords;

export const exhibits: readonly Exhibit[] = [
  {
    name: { en: en.list, ru: ru.list },
    Content: () => <TokenTable tokens={[token]} />,
    wide: true,
  },
];

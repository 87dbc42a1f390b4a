import type { Dictionary } from '../words/language.tsx';
import { en, type TradeWords } from './words/en.ts';
import { ru } from './words/ru.ts';

export type { TradeWords };
export const tradeWords: Dictionary<TradeWords> = { en, ru };

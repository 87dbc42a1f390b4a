import type { Dictionary } from '../words/language.tsx';
import { en, type HealthWords } from './words/en.ts';
import { ru } from './words/ru.ts';

export const healthWords: Dictionary<HealthWords> = { en, ru };

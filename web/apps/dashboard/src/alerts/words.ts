import type { Condition } from '@radist/client';
import { useCallback } from 'react';
import { type Dictionary, useLanguage, useWords } from '../words/language.tsx';
import { phrase } from './phrases.ts';
import { type AlertWords, en } from './words/en.ts';
import { ru } from './words/ru.ts';

export type { AlertWords };
export const alertWords: Dictionary<AlertWords> = { en, ru };

/** Says conditions in the reader's language. */
export function usePhrase(): (condition: Condition) => string {
  const { phrases } = useWords(alertWords);
  const { format } = useLanguage();
  return useCallback((condition) => phrase(condition, phrases, format), [phrases, format]);
}

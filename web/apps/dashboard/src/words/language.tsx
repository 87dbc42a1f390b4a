import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { changeSettings, useSettings } from '../settings.ts';
import { en, type Words } from './en.ts';
import { Format } from './format.ts';
import { ru } from './ru.ts';

export type Code = 'en' | 'ru';
/** The words of a page, or of all, in each language. */
export type Dictionary<T> = Record<Code, T>;
const dictionary: Dictionary<Words> = { en, ru };

interface Language {
  readonly code: Code;
  readonly words: Words;
  readonly format: Format;
  toggle(): void;
}

const Context = createContext<Language | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [{ language, zone }] = useSettings();
  const code = language === 'system' ? preferred() : language;
  const value = useMemo(() => {
    const words = dictionary[code];
    const toggle = () => changeSettings({ language: code === 'en' ? 'ru' : 'en' });
    return { code, words, format: new Format(words, zone), toggle };
  }, [code, zone]);
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function preferred(): Code {
  return navigator.language.startsWith('ru') ? 'ru' : 'en';
}

export function useLanguage(): Language {
  const language = useContext(Context);
  if (!language) throw new Error('no <LanguageProvider> above');
  return language;
}

/** Words that come with a page. */
export function useWords<T>(words: Dictionary<T>): T {
  return words[useLanguage().code];
}

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { remember, remembered } from '../memory.ts';
import { en, type Words } from './en.ts';
import { Format } from './format.ts';
import { ru } from './ru.ts';

type Code = 'en' | 'ru';
const dictionaries: Record<Code, Words> = { en, ru };

interface Language {
  readonly code: Code;
  readonly words: Words;
  readonly format: Format;
  toggle(): void;
}

const Context = createContext<Language | null>(null);

function preferred(): Code {
  const code = remembered('language') ?? navigator.language.slice(0, 2);
  return code === 'ru' ? 'ru' : 'en';
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [code, setCode] = useState(preferred);
  const language = useMemo(() => {
    const words = dictionaries[code];
    const other = code === 'en' ? 'ru' : 'en';
    const toggle = () => {
      remember('language', other);
      setCode(other);
    };
    return { code, words, format: new Format(words), toggle };
  }, [code]);
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  return <Context.Provider value={language}>{children}</Context.Provider>;
}

export function useLanguage(): Language {
  const language = useContext(Context);
  if (!language) throw new Error('no <LanguageProvider> above');
  return language;
}

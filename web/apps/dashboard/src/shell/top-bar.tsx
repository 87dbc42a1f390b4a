import type { ReactNode } from 'react';
import { useTheme } from '../theme.ts';
import { useLanguage } from '../words/language.tsx';
import { Logo, MoonIcon, SunIcon } from './icons.tsx';

export function TopBar({ children }: { children?: ReactNode }) {
  const { words, code, toggle } = useLanguage();
  const [theme, toggleTheme] = useTheme();
  const themeLabel = theme === 'dark' ? words.theme.toLight : words.theme.toDark;
  const other = code === 'en' ? 'ru' : 'en';
  return (
    <header className="top-bar">
      <span className="brand">
        <Logo />
        Radist
      </span>
      <nav aria-label={words.navigation}>
        <a href="/" aria-current="page">
          {words.markets}
        </a>
      </nav>
      <span className="space" />
      {children}
      <button
        type="button"
        className="button square"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={toggleTheme}
      >
        {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
      </button>
      <button
        type="button"
        className="button square"
        lang={other}
        aria-label={words.language}
        title={words.language}
        onClick={toggle}
      >
        {other.toUpperCase()}
      </button>
    </header>
  );
}

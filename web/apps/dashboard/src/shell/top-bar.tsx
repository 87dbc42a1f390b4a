import type { ReactNode } from 'react';
import { useTheme } from '../looks.ts';
import { useRoute } from '../routing/router.ts';
import { type Page, paths } from '../routing/routes.ts';
import type { Tab } from '../settings.ts';
import { useLanguage } from '../words/language.tsx';
import { BellIcon, GearIcon, Logo, MoonIcon, SunIcon } from './icons.tsx';
import { PauseButton } from './pause-button.tsx';
import { Search } from './search.tsx';
import { tabOf, useRememberSymbol, useTabs } from './tabs.ts';

const TABS: readonly Tab[] = ['markets', 'chart', 'multi', 'alerts', 'trade', 'health'];

/** Pages that have no bar of their own for the button. */
const PAUSED_HERE: readonly Page[] = ['symbol', 'multi'];

export function TopBar({ children }: { children?: ReactNode }) {
  useRememberSymbol();
  const { page } = useRoute();
  return (
    <header className="top-bar">
      <a className="brand" href={paths.markets} aria-label="Radist">
        <Logo />
        <span>Radist</span>
      </a>
      <Tabs />
      <Search />
      <span className="space" />
      {children}
      {PAUSED_HERE.includes(page) && <PauseButton small />}
      <Buttons />
    </header>
  );
}

function Tabs() {
  const { words } = useLanguage();
  const tabs = useTabs();
  const here = tabOf(useRoute().page);
  return (
    <nav aria-label={words.navigation}>
      {TABS.map((tab) => (
        <a key={tab} href={tabs[tab]} aria-current={tab === here ? 'page' : undefined}>
          {words.tabs[tab]}
        </a>
      ))}
    </nav>
  );
}

function Buttons() {
  const { words, code, toggle } = useLanguage();
  const [theme, toggleTheme] = useTheme();
  const themeLabel = theme === 'dark' ? words.theme.toLight : words.theme.toDark;
  const other = code === 'en' ? 'ru' : 'en';
  const showSettings = () => document.querySelector<HTMLDialogElement>('#settings')?.showModal();
  return (
    <>
      <a className="button square wide" href={paths.alerts} title={words.bell}>
        <BellIcon />
        <span className="unseen">{words.bell}</span>
      </a>
      <IconButton className="wide" label={themeLabel} onClick={toggleTheme}>
        {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
      </IconButton>
      <IconButton className="wide" label={words.language} lang={other} onClick={toggle}>
        {other.toUpperCase()}
      </IconButton>
      <IconButton label={words.settings.title} onClick={showSettings}>
        <GearIcon />
      </IconButton>
    </>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly className?: string;
  readonly lang?: string;
  readonly children: ReactNode;
  onClick(): void;
}

function IconButton({ label, className = '', lang, children, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`button square ${className}`}
      lang={lang}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

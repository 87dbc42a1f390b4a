import type { ReactNode } from 'react';
import { unseen } from '../alerts/wish.ts';
import { useTheme } from '../looks.ts';
import { useKept } from '../memory.ts';
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
      <Bell />
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

/** How many alerts fired since one last looked. */
function Bell() {
  const { words } = useLanguage();
  const count = useKept(unseen);
  const label = words.bell(count);
  return (
    <a className="button square wide bell" href={paths.alerts} title={label}>
      <BellIcon />
      {count > 0 && (
        <span className="badge" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
      <span className="unseen">{label}</span>
    </a>
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

import type { ReactNode } from 'react';
import { unseen } from '../alerts/wish.ts';
import { useKept } from '../memory.ts';
import { useRoute } from '../routing/router.ts';
import { type Tab, useSettings } from '../settings.ts';
import { useLanguage } from '../words/language.tsx';
import * as icons from './icons.tsx';
import { tabOf, useTabs } from './tabs.ts';

const ICONS: Record<Tab, () => ReactNode> = {
  markets: icons.ListIcon,
  chart: icons.CandlesIcon,
  book: icons.LadderIcon,
  alerts: icons.BellIcon,
  trade: icons.TradeIcon,
  multi: icons.GridIcon,
  health: icons.PulseIcon,
};

/** The tabs of a phone, under the thumb; which ones, the settings say. */
export function BottomBar() {
  const { words } = useLanguage();
  const [{ tabs }] = useSettings();
  const count = useKept(unseen);
  const links = useTabs();
  const { page } = useRoute();
  const here = page === 'symbol' && location.search.includes('tab=book') ? 'book' : tabOf(page);
  return (
    <nav className="bottom-bar" aria-label={words.navigation}>
      {tabs.map((tab) => {
        const Icon = ICONS[tab];
        return (
          <a key={tab} href={links[tab]} aria-current={tab === here ? 'page' : undefined}>
            <Icon />
            {words.tabs[tab]}
            {tab === 'alerts' && count > 0 && <span className="badge">{count}</span>}
          </a>
        );
      })}
    </nav>
  );
}

import { frames } from '../frames.ts';
import { useKeys } from '../keys/use-keys.ts';
import { navigate } from '../routing/router.ts';
import type { Tab } from '../settings.ts';
import { useLanguage } from '../words/language.tsx';
import { useTabs } from './tabs.ts';

const GO: readonly (readonly [key: string, tab: Tab])[] = [
  ['g m', 'markets'],
  ['g c', 'chart'],
  ['g v', 'multi'],
  ['g a', 'alerts'],
  ['g t', 'trade'],
  ['g h', 'health'],
];

/** Keys that work on every page. */
export function useShellKeys(): void {
  const { words } = useLanguage();
  const tabs = useTabs();
  const go = GO.map(([keys, tab]) => ({
    keys,
    label: words.tabs[tab],
    run: () => navigate(tabs[tab]),
  }));
  useKeys(words.keys.everywhere, [{ keys: 'Space', label: words.keys.pause, run: frames.toggle }]);
  useKeys(words.keys.goTo, go);
}

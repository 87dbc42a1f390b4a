import { type ReactNode, useEffect, useRef } from 'react';
import { CheatSheet } from '../keys/cheat-sheet.tsx';
import { useRoute } from '../routing/router.ts';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { useLanguage } from '../words/language.tsx';
import { Announcer } from './announcer.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useShellKeys } from './use-shell-keys.ts';

interface ShellProps {
  /** At the right of the top bar. */
  readonly bar?: ReactNode;
  readonly notices?: ReactNode;
  readonly strip?: ReactNode;
  readonly children: ReactNode;
}

/** What stands around every page. */
export function Shell({ bar, notices, strip, children }: ShellProps) {
  const { words } = useLanguage();
  const main = useFocusOnNewPage();
  useShellKeys();
  return (
    <div className="page">
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <TopBar>{bar}</TopBar>
      {notices}
      <main id="main" className="stage" ref={main} tabIndex={-1}>
        {children}
      </main>
      {strip}
      <BottomBar />
      <SettingsDialog />
      <CheatSheet />
      <Announcer />
    </div>
  );
}

/** The keyboard goes on in the new page; not on the first one, where the browser decides. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const { page } = useRoute();
  const before = useRef(page);
  useEffect(() => {
    if (before.current !== page) main.current?.focus({ preventScroll: true });
    before.current = page;
  }, [page]);
  return main;
}

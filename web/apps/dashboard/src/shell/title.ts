import { useEffect } from 'react';
import { useServer } from '../server.tsx';
import { useLanguage } from '../words/language.tsx';
import { say } from './announcer.tsx';

/** What the browser writes on the tab, and says when it changes: a name, no price. */
export function useTitle(name: string): void {
  const { words } = useLanguage();
  const { simulated } = useServer();
  useEffect(() => {
    document.title = words.pageTitle(simulated, name);
  }, [words, simulated, name]);
  useEffect(() => say(name), [name]);
}

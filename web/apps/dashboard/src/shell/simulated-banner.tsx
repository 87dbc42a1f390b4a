import { useConnection } from '@radist/react';
import { useEffect } from 'react';
import type { About } from '../about.ts';
import { useLanguage } from '../words/language.tsx';
import { WarningIcon } from './icons.tsx';

/** There for as long as prices are or may be simulated; nobody can close it. */
export function SimulatedBanner({ about }: { about: About }) {
  const { words } = useLanguage();
  const { welcome } = useConnection();
  // A server that has not reached its exchange yet says no to both, and later yes in `about`.
  const simulated = about.simulated || (welcome?.simulated ?? false);
  useEffect(() => {
    document.title = words.pageTitle(simulated);
  }, [words, simulated]);
  if (!simulated) return null;
  return (
    <aside className="simulated">
      <WarningIcon />
      <span>
        <strong>{words.simulated}:</strong> {words.simulatedMeaning}
      </span>
    </aside>
  );
}

import { useServer } from '../server.tsx';
import { useLanguage } from '../words/language.tsx';
import { WarningIcon } from './icons.tsx';

/** There for as long as prices are or may be simulated; nobody can close it. */
export function SimulatedBanner() {
  const { words } = useLanguage();
  const { simulated } = useServer();
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

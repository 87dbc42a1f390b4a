import { useState } from 'react';
import { useSettings } from '../settings.ts';
import { useWords } from '../words/language.tsx';
import { askToNotify, ring } from './telling.ts';
import { alertWords } from './words.ts';

/** How this browser tells of alerts. */
export function TellingChoices() {
  const { targets: words } = useWords(alertWords);
  const [{ sound, notify }, change] = useSettings();
  const [denied, setDenied] = useState(false);
  const toggle = async (on: boolean) => {
    const allowed = on && (await askToNotify());
    setDenied(on && !allowed);
    change({ notify: allowed });
  };
  return (
    <div className="telling">
      <label>
        <input
          type="checkbox"
          checked={sound}
          onChange={({ target }) => change({ sound: target.checked })}
        />
        {words.sound}
      </label>
      <button type="button" className="button" onClick={ring}>
        {words.tryIt}
      </button>
      <label>
        <input
          type="checkbox"
          checked={notify}
          onChange={({ target }) => void toggle(target.checked)}
        />
        {words.notify}
      </label>
      {denied && (
        <p className="hint" role="status">
          {words.notifyDenied}
        </p>
      )}
    </div>
  );
}

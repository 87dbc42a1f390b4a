import { lazy, Suspense, useRef, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useLanguage } from '../words/language.tsx';

const SettingsForm = lazy(() => import('./settings-form.tsx'));

/** What the reader can choose; the form is fetched when it is first wanted. */
export function SettingsDialog() {
  const { words } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [wanted, want] = useState(false);
  return (
    <Dialog ref={dialog} id="settings" title={words.settings.title} onToggle={() => want(true)}>
      {wanted && (
        <Suspense fallback={words.panel.loading}>
          <SettingsForm />
        </Suspense>
      )}
    </Dialog>
  );
}

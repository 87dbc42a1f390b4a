import { useRef } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Key } from './key-map.ts';
import { useKeyGroups, useKeys } from './use-keys.ts';

/** Lists every key that does something on this page. */
export function CheatSheet() {
  const { words } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  useKeys(words.keys.everywhere, [
    { keys: '?', label: words.keys.sheet, run: () => dialog.current?.showModal() },
  ]);
  return (
    <Dialog ref={dialog} id="keys" title={words.keys.title}>
      <Groups />
    </Dialog>
  );
}

function Groups() {
  const groups = useKeyGroups();
  const titles = [...new Set(groups.map(({ title }) => title))];
  return (
    <div className="sheet">
      {titles.map((title) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {groups
              .filter((group) => group.title === title)
              .flatMap(({ keys }) => keys)
              .map((key) => (
                <div key={key.label}>
                  <dt>{key.label}</dt>
                  <dd>
                    <Keys of={key} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Keys({ of: { keys, shown } }: { of: Key }) {
  const { words } = useLanguage();
  const texts = shown ? [shown] : [keys].flat();
  return texts.map((text) => <kbd key={text}>{text === 'Space' ? words.pauseKey : text}</kbd>);
}

import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { useTitle } from '../shell/title.ts';
import { useLanguage } from '../words/language.tsx';
import { allExhibits } from './exhibit.ts';
import './gallery.css';

/** Every panel in each of its seven states, from fixed values: for eyes, and for tests that look. */
export function Page() {
  const { words, code } = useLanguage();
  const states = useStates();
  useTitle(words.pages.gallery);
  return (
    <div className="gallery">
      <h1>{words.pages.gallery}</h1>
      <p>{words.gallery.meaning}</p>
      {allExhibits.map(({ name, Content, wide }) => (
        <section
          key={name.en}
          aria-label={name[code]}
          className={wide ? 'exhibit wide' : 'exhibit'}
        >
          {states.map((state) => (
            <Panel
              key={state.kind}
              title={`${name[code]} · ${words.gallery.kinds[state.kind]}`}
              state={state}
              lines={4}
            >
              <Content />
            </Panel>
          ))}
        </section>
      ))}
    </div>
  );
}

function useStates(): readonly PanelState[] {
  const { gallery, retry } = useLanguage().words;
  const nothing = () => {};
  return [
    { kind: 'live' },
    { kind: 'loading' },
    { kind: 'empty', text: gallery.empty, action: { label: retry, run: nothing } },
    { kind: 'stale', ageMs: 14_000 },
    { kind: 'reconnecting' },
    { kind: 'gap', text: gallery.gap },
    { kind: 'error', what: gallery.error, code: 'HTTP 503', retry: nothing },
  ];
}

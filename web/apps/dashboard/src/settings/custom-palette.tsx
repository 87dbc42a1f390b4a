import { useTokens } from '../looks.ts';
import { useSettings } from '../settings.ts';
import { useLanguage } from '../words/language.tsx';
import { ALL_EYES, contrast, difference, LEAST_CONTRAST, LEAST_DIFFERENCE } from './colour.ts';

/** Two colours of the reader's own, and whether they can be read and told apart. */
export function CustomPalette() {
  const { words } = useLanguage();
  const [{ up, down }, change] = useSettings();
  const { settings } = words;
  return (
    <div className="custom">
      <label>
        <input type="color" value={up} onChange={(event) => change({ up: event.target.value })} />
        <span className="up">▲ {settings.up}</span>
      </label>
      <label>
        <input
          type="color"
          value={down}
          onChange={(event) => change({ down: event.target.value })}
        />
        <span className="down">▼ {settings.down}</span>
      </label>
      <Verdicts up={up} down={down} />
    </div>
  );
}

function Verdicts({ up, down }: { up: string; down: string }) {
  const { words, format } = useLanguage();
  const { ground, panel, raised } = useTokens();
  const { settings } = words;
  const worst = (colour: string) =>
    Math.min(...[ground, panel, raised].map((surface) => contrast(colour, surface)));
  return (
    <dl>
      {[up, down].map((colour, at) => (
        <Verdict
          key={at === 0 ? 'up' : 'down'}
          name={`${settings.contrast}: ${at === 0 ? settings.up : settings.down}`}
          value={format.number(worst(colour), 1)}
          fine={worst(colour) >= LEAST_CONTRAST}
        />
      ))}
      {ALL_EYES.map((eyes) => (
        <Verdict
          key={eyes}
          name={`${settings.apart}: ${settings.eyes[eyes]}`}
          value={format.whole(difference(up, down, eyes))}
          fine={difference(up, down, eyes) >= LEAST_DIFFERENCE}
        />
      ))}
    </dl>
  );
}

function Verdict({ name, value, fine }: { name: string; value: string; fine: boolean }) {
  const { words } = useLanguage();
  return (
    <div>
      <dt>{name}</dt>
      <dd className={fine ? '' : 'warning'}>
        {value} {fine ? `✓ ${words.settings.fine}` : `▲ ${words.settings.poor}`}
      </dd>
    </div>
  );
}

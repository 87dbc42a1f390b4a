import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { TellingChoices } from '../alerts/telling-choices.tsx';
import { passport, showToken } from '../passport.ts';
import { CHOICES, MOST_TABS, type Settings, TABS, type Tab, useSettings } from '../settings.ts';
import { useUser } from '../user.ts';
import { useLanguage } from '../words/language.tsx';
import { CustomPalette } from './custom-palette.tsx';

/** All settings; each takes effect at once. */
export default function SettingsForm() {
  const { words } = useLanguage();
  const [{ palette }] = useSettings();
  const { settings } = words;
  return (
    <div className="settings">
      <h3>{settings.look}</h3>
      <Choice name="theme" label={settings.theme} words={settings.themes} />
      <Choice name="palette" label={settings.palette} words={settings.palettes} />
      {palette === 'custom' && <CustomPalette />}
      <Choice name="density" label={settings.density} words={settings.densities} />
      <h3>{settings.reading}</h3>
      <Choice name="language" label={settings.language} words={settings.languages} />
      <Zone />
      <Choice name="speed" label={settings.speed} words={settings.speeds} />
      <h3>{words.keys.title}</h3>
      <Keys />
      <h3>{words.pages.alerts}</h3>
      <TellingChoices />
      <h3>{settings.tabs}</h3>
      <Tabs />
      <h3>{settings.account}</h3>
      <Passport />
    </div>
  );
}

interface ChoiceProps<Name extends keyof typeof CHOICES> {
  readonly name: Name;
  readonly label: string;
  readonly words: Record<Settings[Name], string>;
}

function Choice<Name extends keyof typeof CHOICES>({ name, label, words }: ChoiceProps<Name>) {
  const [settings, change] = useSettings();
  const options = CHOICES[name] as readonly string[] as readonly Settings[Name][];
  return (
    <Line label={label}>
      {(id) => (
        <select
          id={id}
          value={settings[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {words[option]}
            </option>
          ))}
        </select>
      )}
    </Line>
  );
}

function Line({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId();
  return (
    <div className="line">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function Zone() {
  const { words } = useLanguage();
  const [{ zone }, change] = useSettings();
  return (
    <Line label={words.settings.zone}>
      {(id) => (
        <select id={id} value={zone} onChange={(event) => change({ zone: event.target.value })}>
          <option value="local">{words.settings.localZone}</option>
          {ZONES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Line>
  );
}

function Keys() {
  const { words } = useLanguage();
  const [{ keys }, change] = useSettings();
  const show = () => document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  return (
    <div className="line">
      <label>
        <input
          type="checkbox"
          checked={keys}
          onChange={(event) => change({ keys: event.target.checked })}
        />
        {words.settings.keys}
      </label>
      <button type="button" className="button" onClick={show}>
        {words.settings.showKeys}
      </button>
    </div>
  );
}

/** Who we are to the server, where it asks for that. */
function Passport() {
  const { settings } = useLanguage().words;
  const user = useUser();
  const [token, setToken] = useState(passport.current() ?? '');
  const show = (event: FormEvent) => {
    event.preventDefault();
    showToken(token);
  };
  return (
    <form onSubmit={show}>
      <Line label={settings.token}>
        {(id) => (
          <input
            id={id}
            type="password"
            autoComplete="off"
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
        )}
      </Line>
      <div className="line">
        <span>{user === null ? settings.nobody : settings.youAre(user)}</span>
        <button type="submit" className="button">
          {settings.showToken}
        </button>
      </div>
    </form>
  );
}

function Tabs() {
  const { words } = useLanguage();
  const [{ tabs }, change] = useSettings();
  const toggle = (tab: Tab) =>
    change({ tabs: tabs.includes(tab) ? tabs.filter((known) => known !== tab) : [...tabs, tab] });
  return (
    <fieldset className="ticks">
      <legend>{words.settings.tabsMost(MOST_TABS)}</legend>
      {TABS.map((tab) => {
        const chosen = tabs.includes(tab);
        return (
          <label key={tab}>
            <input
              type="checkbox"
              checked={chosen}
              disabled={chosen ? tabs.length === 1 : tabs.length === MOST_TABS}
              onChange={() => toggle(tab)}
            />
            {words.tabs[tab]}
          </label>
        );
      })}
    </fieldset>
  );
}

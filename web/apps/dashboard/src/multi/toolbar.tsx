import { useId, useRef, useState } from 'react';
import { say } from '../shell/announcer.tsx';
import { copy } from '../shell/copy.ts';
import { useWords } from '../words/language.tsx';
import {
  choosePreset,
  type Layout,
  PRESETS,
  type Preset,
  presetOf,
  SYNCS,
  type Sync,
  switchSync,
} from './layout.ts';
import { packLayout } from './reading.ts';
import { multiWords } from './words.ts';

interface ToolbarProps {
  readonly layout: Layout;
  readonly active: number;
  readonly dirty: boolean;
  readonly failure: string | null;
  onChange(layout: Layout): void;
  onSave(): void;
}

/** What holds for all tiles of a layout. */
export function Toolbar({ layout, active, dirty, failure, onChange, onSave }: ToolbarProps) {
  const words = useWords(multiWords);
  const { locked } = layout;
  return (
    <div className="multi-tools">
      <Presets layout={layout} onChoose={(preset) => onChange(choosePreset(layout, preset.id))} />
      <Syncs layout={layout} onSwitch={(sync) => onChange(switchSync(layout, sync, active))} />
      <button
        type="button"
        className="button"
        aria-pressed={locked}
        title={words.lockTitle}
        onClick={() => onChange({ ...layout, locked: !locked })}
      >
        {words.lock}
      </button>
      <span className="space" />
      <SavedChip {...{ layout, dirty, failure }} />
      <button type="button" className="button" disabled={!dirty} onClick={onSave}>
        {words.save}
      </button>
      <Share layout={layout} />
    </div>
  );
}

function SavedChip({ layout, dirty, failure }: Pick<ToolbarProps, 'layout' | 'dirty' | 'failure'>) {
  const words = useWords(multiWords);
  if (failure !== null) {
    return (
      <span className="chip warning" title={words.localMeaning(failure)}>
        {words.localOnly}
      </span>
    );
  }
  if (dirty) return <span className="chip">{words.unsaved}</span>;
  return layout.version > 0 ? <span className="chip">{words.saved}</span> : null;
}

function Syncs({ layout, onSwitch }: { layout: Layout; onSwitch(sync: Sync): void }) {
  const words = useWords(multiWords);
  return (
    <fieldset className="segments" aria-label={words.sync}>
      <span className="segments-name" aria-hidden="true">
        ⇄
      </span>
      {SYNCS.map((sync) => (
        <button
          type="button"
          key={sync}
          aria-pressed={layout.sync[sync]}
          disabled={layout.locked}
          onClick={() => onSwitch(sync)}
        >
          {words.syncs[sync]}
        </button>
      ))}
    </fieldset>
  );
}

interface PresetsProps {
  readonly layout: Layout;
  onChoose(preset: Preset): void;
}

function Presets({ layout, onChoose }: PresetsProps) {
  const words = useWords(multiWords);
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        type="button"
        className="button"
        popoverTarget={id}
        disabled={layout.locked}
        title={words.preset}
        aria-label={`${words.preset}: ${words.presets[layout.preset]}`}
      >
        <Picture preset={presetOf(layout)} /> ▾
      </button>
      <div ref={menu} id={id} popover="auto" className="menu presets">
        {PRESETS.map((preset) => (
          <button
            type="button"
            key={preset.id}
            aria-pressed={preset.id === layout.preset}
            aria-label={words.presets[preset.id]}
            title={words.presets[preset.id]}
            onClick={() => {
              menu.current?.hidePopover();
              onChoose(preset);
            }}
          >
            <Picture preset={preset} />
          </button>
        ))}
      </div>
    </>
  );
}

/** A small picture of an arrangement. */
function Picture({ preset: { tiles, columns, rows, firstRows } }: { preset: Preset }) {
  const [width, height] = [24 / columns, 16 / rows];
  const shapes = Array.from({ length: tiles }, (_, at) => {
    if (firstRows) {
      return at === 0
        ? { x: 0, y: 0, width, height: 16 }
        : { x: width, y: (at - 1) * height, width, height };
    }
    return { x: (at % columns) * width, y: Math.floor(at / columns) * height, width, height };
  });
  return (
    <svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
      {shapes.map(({ x, y, width, height }) => (
        <rect
          key={`${x} ${y}`}
          x={x + 0.5}
          y={y + 0.5}
          width={width - 1}
          height={height - 1}
          fill="none"
          stroke="currentColor"
        />
      ))}
    </svg>
  );
}

function Share({ layout }: { layout: Layout }) {
  const words = useWords(multiWords);
  const [copied, setCopied] = useState(false);
  const share = async () => {
    const link = new URL('/multi', location.href);
    link.searchParams.set('l', packLayout(layout));
    if (!(await copy(link.href))) return;
    setCopied(true);
    say(words.shared);
  };
  return (
    <button type="button" className="button" onClick={share} onBlur={() => setCopied(false)}>
      {copied ? words.shared : words.share}
    </button>
  );
}

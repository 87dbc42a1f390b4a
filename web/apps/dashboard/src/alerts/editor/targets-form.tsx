import { useWords } from '../../words/language.tsx';
import { useTargets } from '../use-targets.ts';
import { alertWords } from '../words.ts';
import type { PartProps } from './editor-form.tsx';

/** Where it is sent to. */
export function TargetsForm({ draft, onChange, onMore }: PartProps & { onMore(): void }) {
  const words = useWords(alertWords);
  const { targets } = useTargets();
  const toggle = (name: string) => {
    const chosen = draft.targets.includes(name);
    const next = chosen ? draft.targets.filter((each) => each !== name) : [...draft.targets, name];
    onChange({ ...draft, targets: next });
  };
  // What the alert names may be gone, and can be taken off all the same.
  const names = [...new Set([...targets.map(({ name }) => name), ...draft.targets])];
  return (
    <fieldset className="targets-choice" data-path="targets">
      <legend>{words.editor.targets}</legend>
      {names.map((name) => {
        const kind = targets.find((target) => target.name === name)?.kind;
        const kinds = words.targets.kinds;
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={draft.targets.includes(name)}
              onChange={() => toggle(name)}
            />
            {name === 'browser' ? kinds.browser : name}
            {kind && kind !== 'browser' && <span className="exchange">{kinds[kind] ?? kind}</span>}
          </label>
        );
      })}
      <button type="button" className="button" onClick={onMore}>
        {words.editor.targetsMore}
      </button>
    </fieldset>
  );
}

/** A key, or several that do the same kind of thing, or two after one another: `g m`. */
export interface Key {
  readonly keys: string | readonly string[];
  /** How the cheat sheet writes it; the keys themselves unless told otherwise. */
  readonly shown?: string;
  readonly label: string;
  /** `false` says that the key was not wanted after all. */
  run(event: KeyboardEvent): unknown;
}

export interface Group {
  readonly title: string;
  readonly keys: readonly Key[];
}

const CHORD_MS = 1500;

/** All keys that do something now. The last who registered a key has it. */
export class KeyMap {
  private groups: readonly Group[] = [];
  private readonly listeners = new Set<() => void>();
  private prefix = '';
  private prefixAt = 0;

  register(title: string, keys: readonly Key[]): () => void {
    const group = { title, keys };
    this.change([...this.groups, group]);
    return () => this.change(this.groups.filter((known) => known !== group));
  }

  readonly current = (): readonly Group[] => this.groups;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whether somebody took the key. Where single keys are off, those with a name still work. */
  pressed(event: KeyboardEvent, singleKeys: boolean, now: number): boolean {
    const chord = this.prefix && now - this.prefixAt < CHORD_MS ? `${this.prefix} ` : '';
    this.prefix = '';
    const names = namesOf(event).filter((name) => singleKeys || isNamed(name));
    if (names.some((name) => this.run(chord + name, event))) return true;
    const first = chord ? undefined : names.find((name) => this.starts(name));
    if (first === undefined) return false;
    this.prefix = first;
    this.prefixAt = now;
    return true;
  }

  private run(name: string, event: KeyboardEvent): boolean {
    for (const { keys } of [...this.groups].reverse()) {
      for (const key of keys) {
        if (namesIn(key).includes(name) && key.run(event) !== false) return true;
      }
    }
    return false;
  }

  /** Whether a chord begins with this key. */
  private starts(name: string): boolean {
    return this.groups.some(({ keys }) =>
      keys.some((key) => namesIn(key).some((known) => known.startsWith(`${name} `))),
    );
  }

  private change(groups: readonly Group[]): void {
    this.groups = groups;
    for (const listener of this.listeners) listener();
  }
}

function namesIn({ keys }: Key): readonly string[] {
  return typeof keys === 'string' ? [keys] : keys;
}

/** Keys such as Escape and the arrows, which nobody types. */
function isNamed(name: string): boolean {
  return name.length > 1 && name !== 'Space';
}

const BY_PLACE: Record<string, string> = { BracketLeft: '[', BracketRight: ']', Slash: '/' };

/** What the key means; where it gives a letter that is not Latin, also what its place means. */
function namesOf({ key, code }: KeyboardEvent): string[] {
  if (key === ' ') return ['Space'];
  if (key.length !== 1 || key.charCodeAt(0) < 0x80) return [key];
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  const placed = letter ?? BY_PLACE[code];
  return placed ? [key, placed] : [key];
}

/** Whether a key means what it always means: of the browser, typed into something, or pressing it. */
export function isTaken(event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey, isComposing } = event;
  if (ctrlKey || metaKey || altKey || isComposing || event.defaultPrevented) return true;
  if (key === ' ' && event.repeat) return true;
  if (!(target instanceof Element) || key === 'Escape') return false;
  if (target.closest('input, select, textarea, [contenteditable]')) return true;
  const presses = key === ' ' || key === 'Enter';
  return presses && target.closest('button, a, summary, label') !== null;
}

import { type FormEvent, useId, useRef, useState } from 'react';
import { paths } from '../routing/routes.ts';
import { useWords } from '../words/language.tsx';
import { duplicate, type Layout, newLayout, reorder, tidyName } from './layout.ts';
import type { Layouts } from './saved.ts';
import { newId } from './use-layouts.ts';
import { multiWords } from './words.ts';

interface LayoutTabsProps {
  readonly layouts: Layouts;
  readonly all: readonly Layout[];
  readonly current: Layout;
  onGo(id: string): void;
}

/** One link per layout, and what can be done with the one that is open. */
export function LayoutTabs({ layouts, all, current, onGo }: LayoutTabsProps) {
  const words = useWords(multiWords);
  const add = (layout: Layout) => {
    layouts.add(layout);
    onGo(layout.id);
  };
  return (
    <nav className="layout-tabs" aria-label={words.layouts}>
      {all.map(({ id, name }, at) => (
        <a
          key={id}
          href={paths.multi(id)}
          aria-current={id === current.id ? 'page' : undefined}
          title={at < 9 ? `${name} (${at + 1})` : name}
        >
          <bdi>{name}</bdi>
          {layouts.isDirty({ id } as Layout) && (
            <span className="dirty" title={words.unsaved}>
              •
            </span>
          )}
        </a>
      ))}
      <LayoutMenu {...{ layouts, all, current, onGo }} onAdd={add} />
      <button
        type="button"
        className="button square"
        aria-label={words.fresh}
        title={words.fresh}
        onClick={() => add(newLayout(newId(), words.name(all.length + 1)))}
      >
        +
      </button>
    </nav>
  );
}

type MenuProps = LayoutTabsProps & { onAdd(layout: Layout): void };

function LayoutMenu({ layouts, all, current, onGo, onAdd }: MenuProps) {
  const words = useWords(multiWords);
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const at = all.indexOf(current);
  const move = (by: number) => layouts.order(reorder(all, at, at + by));
  const remove = () => {
    if (!confirm(words.removeSure(current.name))) return;
    const next = all[at + 1] ?? all[at - 1];
    onGo(next?.id ?? '');
    void layouts.remove(current);
  };
  const actions: readonly Action[] = [
    [words.duplicate, () => onAdd(duplicate(current, newId(), words.copyOf(current.name)))],
    [words.left, () => move(-1), at === 0],
    [words.right, () => move(1), at === all.length - 1],
    [words.remove, remove, current.locked],
  ];
  const close = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        className="button square"
        popoverTarget={id}
        aria-label={words.more}
        title={words.more}
      >
        ⋯
      </button>
      <div ref={menu} id={id} popover="auto" className="menu actions">
        <Rename
          key={current.id}
          layout={current}
          onRename={(name) => {
            close();
            layouts.change({ ...current, name });
          }}
        />
        {actions.map((action) => (
          <ActionButton key={action[0]} action={action} onDone={close} />
        ))}
      </div>
    </>
  );
}

type Action = readonly [name: string, run: () => void, off?: boolean];

function ActionButton({ action, onDone }: { action: Action; onDone(): void }) {
  const [name, run, off = false] = action;
  const press = () => {
    onDone();
    run();
  };
  return (
    <button type="button" className="button" disabled={off} onClick={press}>
      {name}
    </button>
  );
}

function Rename({ layout, onRename }: { layout: Layout; onRename(name: string): void }) {
  const words = useWords(multiWords);
  const [name, setName] = useState(layout.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tidy = tidyName(name);
    if (tidy) onRename(tidy);
  };
  return (
    <form onSubmit={submit}>
      <input
        aria-label={words.newName}
        value={name}
        maxLength={60}
        disabled={layout.locked}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button" disabled={layout.locked || !tidyName(name)}>
        {words.rename}
      </button>
    </form>
  );
}

import type { Definition, Key } from '@radist/client';
import type { AlertWords } from './words.ts';

/** Three alerts which somebody who has none may begin with. */
export function examplesOf(
  { exchange, symbol }: Key,
  level: number | null,
  { example, editor }: AlertWords,
): readonly Definition[] {
  const plain = {
    ...{ exchange, symbol, rearm: 0, expires: null, note: '' },
    targets: ['browser'],
    message: editor.messageStart,
    repeat: { type: 'every', cooldown: 300 } as const,
  };
  const up: readonly Definition[] =
    level === null
      ? []
      : [
          {
            ...plain,
            name: example.up(symbol),
            condition: { type: 'crosses', level, direction: 'up' },
          },
        ];
  return [
    ...up,
    {
      ...plain,
      name: example.move(symbol),
      condition: { type: 'change', percent: 2, window: 900, direction: 'either' },
    },
    { ...plain, name: example.silent(symbol), condition: { type: 'stale', seconds: 30 } },
  ];
}

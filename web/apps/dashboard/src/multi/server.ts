import { ask, Refusal } from '../rest.ts';
import type { Layout } from './layout.ts';
import { readLayout } from './reading.ts';

const LAYOUTS = '/api/v1/layouts';

/** The server has another version than ours; `theirs` is null where it cannot be read. */
export class ChangedElsewhere extends Error {
  constructor(readonly theirs: Layout | null) {
    super('changed elsewhere');
  }
}

export async function listLayouts(signal: AbortSignal): Promise<readonly Layout[]> {
  const { layouts } = await ask<{ layouts: readonly { readonly id: string }[] }>(LAYOUTS, {
    signal,
  });
  const whole = layouts.map(({ id }) => ask(`${LAYOUTS}/${encodeURIComponent(id)}`, { signal }));
  return (await Promise.all(whole)).map(fromServer).filter((layout) => layout !== null);
}

/** Makes it, or replaces the version that we have; what the server then has. */
export async function saveLayout(layout: Layout): Promise<Layout> {
  const { id, name, version, ...content } = layout;
  const answer = version
    ? await tell('PUT', `/${encodeURIComponent(id)}`, { name, content, version })
    : await tell('POST', '', { name, content });
  const saved = fromServer(answer);
  if (!saved) throw new Error('the server answered with something else');
  return saved;
}

export async function deleteLayout({ id, version }: Layout): Promise<void> {
  if (version) await tell('DELETE', `/${encodeURIComponent(id)}`);
}

async function tell(method: string, path: string, content?: object): Promise<unknown> {
  try {
    return await ask(LAYOUTS + path, {
      method,
      ...(content ? { body: JSON.stringify(content) } : {}),
    });
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.code !== 'changed') throw cause;
    throw new ChangedElsewhere(fromServer(cause.body?.layout));
  }
}

function fromServer(answer: unknown): Layout | null {
  const { id, name, version, content } = Object(answer) as Record<string, unknown>;
  return readLayout({ ...Object(content), id, name, version });
}

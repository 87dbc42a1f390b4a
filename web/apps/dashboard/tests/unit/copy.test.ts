// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { copy } from '../../src/shell/copy.ts';

const withClipboard = (clipboard: object | undefined) =>
  vi.stubGlobal('navigator', { ...navigator, clipboard });

afterEach(() => vi.unstubAllGlobals());

test('what the clipboard refuses is not said to be copied', async () => {
  withClipboard({ writeText: () => Promise.reject(new Error('no')) });
  expect(await copy('text')).toBe(false);
  withClipboard({ writeText: () => Promise.resolve() });
  expect(await copy('text')).toBe(true);
});

test('a page without TLS copies by a field, which goes, and the focus comes back', async () => {
  withClipboard(undefined);
  const button = document.body.appendChild(document.createElement('button'));
  button.focus();
  let taken = '';
  for (const allowed of [true, false]) {
    document.execCommand = () => {
      taken = document.querySelector('textarea')?.value ?? '';
      return allowed;
    };
    expect(await copy('text')).toBe(allowed);
    expect(taken).toBe('text');
  }
  expect(document.querySelector('textarea')).toBeNull();
  expect(document.activeElement).toBe(button);
});

type Choice = 'language' | 'theme';

/** What the reader chose earlier in this browser; a browser may refuse to remember. */
export function remembered(choice: Choice): string | null {
  try {
    return localStorage.getItem(`radist.${choice}`);
  } catch {
    return null;
  }
}

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`radist.${choice}`, value);
  } catch {
    // Private windows may have no storage; the choice then lasts as long as the page.
  }
}

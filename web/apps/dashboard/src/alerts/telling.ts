import type { Trigger } from '@radist/client';
import { Kept } from '../memory.ts';
import { settings } from '../settings.ts';

const MOST = 100;
/** Firings that some window of this browser has made a sound for. */
const told = new Kept<readonly string[]>('told', (stored) =>
  Array.isArray(stored) ? stored.filter((id) => typeof id === 'string').slice(-MOST) : [],
);

/** Whether this window is the one that tells; each firing is told once, however many are open. */
export function claim(id: string): boolean {
  if (told.current().includes(id)) return false;
  told.set([...told.current(), id]);
  return true;
}

let context: AudioContext | null = null;
const NOTES = [880, 1174.66];
const NOTE_S = 0.14;

/** Two short notes. Browsers allow them once somebody has touched the page, and complain before. */
export function ring(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    context ??= new AudioContext();
    void context.resume();
    const { destination, currentTime } = context;
    for (const [at, pitch] of NOTES.entries())
      note(context, destination, currentTime + at * NOTE_S, pitch);
  } catch {
    // A machine without sound still shows the alert.
  }
}

function note(context: AudioContext, to: AudioNode, begin: number, pitch: number): void {
  const [tone, loudness] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.0001, begin);
  loudness.gain.exponentialRampToValueAtTime(0.2, begin + 0.01);
  loudness.gain.exponentialRampToValueAtTime(0.0001, begin + NOTE_S);
  tone.connect(loudness).connect(to);
  tone.start(begin);
  tone.stop(begin + NOTE_S);
}

/** Says it outside of the page, as far as the reader wants that. */
export function tellOutside({ id, name, message }: Trigger, open: () => void): void {
  const { sound, notify } = settings.current();
  if (!claim(id)) return;
  if (sound) ring();
  if (!notify || globalThis.Notification?.permission !== 'granted') return;
  try {
    const notification = new Notification(name, { body: message, tag: id, icon: '/favicon.svg' });
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  } catch {
    // Phones want a service worker for it; the page itself has shown the alert.
  }
}

/** Asks the browser; to be called on a click only. */
export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in globalThis)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';

const PLACES = [
  process.env.RADIST_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function options() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error('no Chromium here: install it, or set RADIST_CHROMIUM');
  return { executablePath, args: ARGUMENTS };
}

/** The Chromium of the system; nothing is downloaded. */
export function openChromium(): Promise<Browser> {
  return chromium.launch(options());
}

/** The same for several who come and go. */
export function launchChromium(): Promise<BrowserServer> {
  return chromium.launchServer(options());
}

export function joinChromium(endpoint: string): Promise<Browser> {
  return chromium.connect(endpoint);
}

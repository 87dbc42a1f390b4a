/** One node and one browser for all files of the page's tests. */
import type { TestProject } from 'vitest/node';
import { launchChromium } from './browser/chromium.ts';
import { RadistNode } from './node.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser is. */
    chromium: string;
    /** Where the node is. */
    node: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const node = await new RadistNode().start();
  const chromium = await launchChromium();
  project.provide('chromium', chromium.wsEndpoint());
  project.provide('node', node.url);
  return async () => {
    await Promise.all([chromium.close(), node.stop()]);
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const AXE = readFileSync(
  join(import.meta.dirname, '../../../../node_modules/axe-core/axe.min.js'),
  'utf-8',
);

/** What axe has against the page. */
export async function violations(page: Page): Promise<string[]> {
  const there = await page.evaluate(() => 'axe' in window);
  // The page allows no scripts but its own, whoever adds them to it.
  if (!there) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

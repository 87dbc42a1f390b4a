/** The rules of recovery under random faults, and proof that the test would notice. */
import { describe, expect, test } from 'vitest';
import { BROKEN } from './recovery/broken.ts';
import { type Report, Schedule } from './recovery/schedule.ts';

const SCHEDULES = process.env.RADIST_PROOF ? 20_000 : 400;
const LIMIT_MS = process.env.RADIST_PROOF ? 600_000 : 20_000;

test(
  `of ${SCHEDULES} random schedules none repeats, reorders, loses in silence or ends wrong`,
  async () => {
    const all = { heard: 0, connections: 0, gaps: 0 };
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const report = await explained(seed);
      for (const count of ['heard', 'connections', 'gaps'] as const) all[count] += report[count];
    }
    if (process.env.RADIST_PROOF) console.log('schedules', SCHEDULES, all);
    expect(all.heard).toBeGreaterThan(SCHEDULES);
    expect(all.gaps).toBeGreaterThan(SCHEDULES / 4);
  },
  LIMIT_MS,
);

async function explained(seed: number): Promise<Report> {
  try {
    return await new Schedule(seed).run();
  } catch (cause) {
    throw new Error(`schedule ${seed}: ${(cause as Error).message}`, { cause });
  }
}

describe('a client that forgets a rule is caught', () => {
  test.each(Object.entries(BROKEN))(
    '%s',
    async (name, Kind) => {
      let caught = 0;
      for (let seed = 1; seed <= SCHEDULES; seed += 1) {
        await new Schedule(seed, Kind).run().catch(() => {
          caught += 1;
        });
        if (!process.env.RADIST_PROOF && caught) break;
      }
      if (process.env.RADIST_PROOF) console.log(name, caught, 'of', SCHEDULES);
      expect(caught).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

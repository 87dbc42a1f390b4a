import { useEffect, useState } from 'react';

const LATE_MS = 50;

export interface FrameRate {
  readonly rate: number;
  /** Frames that came more than 50 ms after the one before, since this was opened. */
  readonly late: number;
}

/** How many frames a second this browser shows, measured while somebody looks. */
export function useFrameRate(): FrameRate {
  const [measured, setMeasured] = useState<FrameRate>({ rate: 0, late: 0 });
  useEffect(() => {
    let [frames, late, before, since] = [0, 0, 0, performance.now()];
    let request = 0;
    const turn = (now: number) => {
      frames += 1;
      if (before > 0 && now - before > LATE_MS) late += 1;
      before = now;
      if (now - since >= 1000) {
        setMeasured({ rate: (frames * 1000) / (now - since), late });
        [frames, since] = [0, now];
      }
      request = requestAnimationFrame(turn);
    };
    request = requestAnimationFrame(turn);
    return () => cancelAnimationFrame(request);
  }, []);
  return measured;
}

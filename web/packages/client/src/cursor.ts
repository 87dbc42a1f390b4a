import type { Position } from './protocol.ts';

/** A place that no room has reached: whoever asks from there is given the state at hand. */
const NOWHERE = '9'.repeat(18);

/** The cursor of an event stream over these rooms; null where no position is known. */
export function cursorOf(places: ReadonlyMap<string, Position | null>): string | null {
  const rooms = [...places.keys()].sort();
  const epoch = [...places.values()].find((position) => position)?.epoch;
  if (epoch === undefined) return null;
  const seqs = rooms.map((room) => {
    const position = places.get(room);
    return position?.epoch === epoch ? position.seq : NOWHERE;
  });
  return `${epoch}.${checksum(rooms.join(' '))}.${seqs.join('-')}`;
}

/** CRC-32 in eight hexadecimal digits. */
export function checksum(text: string): string {
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

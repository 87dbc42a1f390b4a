export type { Told } from './fake-room.ts';
export { FakeServer } from './fake-server.ts';
export type { Wire } from './wires.ts';

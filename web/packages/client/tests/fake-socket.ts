/** A socket whose other end is the test. */
import type { Socket } from '../src/socket.ts';

export class FakeSocket implements Socket {
  static made: FakeSocket[] = [];
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  readonly readyState = 1;
  readonly sent: string[] = [];
  closed = false;

  constructor(readonly url: string) {
    if (!url.startsWith('ws')) throw new SyntaxError('not a WebSocket address');
    FakeSocket.made.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  says(frame: object | string): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }
  welcome(): void {
    const rest = { session: 's', version: '0', simulated: true, heartbeat_ms: 10_000 };
    this.says({ type: 'welcome', protocol: 'radist.v1', ...rest, timestamp: now() });
  }
  ends(code: number, reason = ''): void {
    this.onclose?.({ code, reason });
  }
}

export const now = () => new Date().toISOString();
export const socket = () => FakeSocket.made.at(-1) as FakeSocket;

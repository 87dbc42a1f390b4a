/** The part of the WebSocket interface that is used here. */
export interface Socket {
  /** A text frame, or what it says. */
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number; reason: string }) => void) | null;
  onerror: ((error: unknown) => void) | null;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  /** Has the other side show a sign of life, where a ping does not prove that. */
  readonly prove?: (() => void) | undefined;
}
export type SocketConstructor = new (url: string) => Socket;

export const OPEN = 1;

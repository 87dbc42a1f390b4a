/** What went wrong, in words; `reason` is for code, `message` for people. */
export interface RadistError {
  readonly reason: string;
  readonly message: string;
  /** The server's code or the WebSocket close code, where there is one. */
  readonly code?: number;
  readonly room?: string;
  readonly cause?: unknown;
}

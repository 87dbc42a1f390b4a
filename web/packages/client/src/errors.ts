/** What went wrong, in words; `reason` is for code, `message` for people. */
export interface RadistError {
  readonly reason: string;
  readonly message: string;
  /** The server's code or the WebSocket close code, where there is one. */
  readonly code?: number;
  readonly room?: string;
  readonly cause?: unknown;
}

/** Thrown by a function that was asked for a token: there is none, and asking again is no use. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly reason = 'auth';
}

/** A command while there is no connection: it was not sent, and nothing keeps it for later. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
  readonly reason = 'not_connected';
}

/** The node said no to a request. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

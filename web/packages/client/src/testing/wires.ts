import { OPEN, type Socket, type SocketConstructor } from '../socket.ts';

/** The server's end of a connection. */
export interface Wire {
  onclose: () => void;
  ontext: (text: string) => void;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Ends it without a word; what is under way is lost. */
  cut(): void;
}

const CLOSED = 3;

/** Sockets that need no network: what is said arrives in a later turn, in order. */
export function inMemory(accept: (wire: Wire) => void): SocketConstructor {
  return class implements Socket {
    onmessage: Socket['onmessage'] = null;
    onclose: Socket['onclose'] = null;
    onerror: Socket['onerror'] = null;
    readyState = 0;
    private readonly wire: Wire = {
      onclose: () => {},
      ontext: () => {},
      send: (text) => this.later(() => this.onmessage?.({ data: text })),
      close: (code, reason) => this.later(() => this.end(code, reason)),
      cut: () => this.end(1006, ''),
    };

    constructor(readonly url: string) {
      queueMicrotask(() => {
        if (this.readyState === CLOSED) return;
        this.readyState = OPEN;
        accept(this.wire);
      });
    }

    send(text: string): void {
      this.later(() => this.wire.ontext(text));
    }

    close(): void {
      this.end(1000, '');
    }

    /** Only while it is open: a broken connection takes with it what was under way. */
    private later(act: () => void): void {
      queueMicrotask(() => {
        if (this.readyState === OPEN) act();
      });
    }

    private end(code: number, reason: string): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      this.wire.onclose();
      queueMicrotask(() => this.onclose?.({ code, reason }));
    }
  };
}

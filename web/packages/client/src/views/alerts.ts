import type { Alert, AlertEvent, Trigger } from '../alerts.ts';
import type { Radist } from '../radist.ts';
import type { RoomState } from '../room.ts';
import type { ReadableStore, Source } from '../stores.ts';
import { Row } from '../values.ts';

/** One's alerts and their last firings: what REST knows, and what the room has told since. */
export interface Alerts {
  /** Whose they are; null where nobody in particular asks, undefined while that is not known. */
  readonly user: string | null | undefined;
  readonly alerts: readonly Alert[];
  /** The last firings, newest first, with their deliveries. */
  readonly triggers: readonly Trigger[];
  /** So many alerts may one have. */
  readonly most: number | null;
  /** When the server last looked at them. */
  readonly evaluated: string | null;
  /** Nothing was answered yet. */
  readonly loading: boolean;
  /** Why REST does not answer, in words. */
  readonly error: string | null;
  readonly state: RoomState;
  /** Asks REST again. */
  readonly refresh: () => Promise<void>;
}

interface Listed {
  readonly alerts: readonly Alert[];
  readonly most: number;
  readonly evaluated: string | null;
}

/** Firings that are kept: the rest is in the history. */
const MOST_TRIGGERS = 100;
/** A room that does not come alive for so long is not waited for. */
const PATIENCE_MS = 1000;
const RETRY_MS = 5000;

/** One's alerts and their last firings, live. */
export function alerts(client: Radist): ReadableStore<Alerts> {
  return client.derive('alerts', (changed) => new AlertsRow(client, changed));
}

class AlertsRow extends Row implements Source {
  private user: string | null | undefined;
  private known = new Map<string, Alert>();
  private triggers: readonly Trigger[] = [];
  private most: number | null = null;
  private evaluated: string | null = null;
  private loads = 0;
  /** REST has said what there is, or that there is nobody. */
  private answered = false;
  private error: string | null = null;
  private state: RoomState = 'pending';
  /** What the room tells while REST is asked: it is newer than the answer. */
  private meanwhile: AlertEvent[] = [];
  private readonly stopped = new AbortController();
  private leave = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Radist,
    private readonly changed: () => void,
  ) {
    super();
  }

  start(): () => void {
    void this.refresh();
    return () => {
      this.stopped.abort();
      clearTimeout(this.timer);
      this.leave();
    };
  }

  picture(): Alerts {
    const { user, triggers, most, evaluated, error, state, refresh } = this;
    const loading = !this.answered;
    return {
      ...{ user, triggers, most, evaluated, error, state, refresh, loading },
      alerts: [...this.known.values()],
    };
  }

  /** Asks REST who we are and, unless that is news, for all of theirs. */
  readonly refresh = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.loads === 0) this.meanwhile = [];
    this.loads += 1;
    this.changed();
    try {
      const { user = null } = await this.ask<{ user?: string | null }>('/api/v1/about');
      if (user !== this.user) this.greet(user);
      else if (user !== null) await this.load();
      this.error = null;
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.loads -= 1;
      this.changed();
    }
  };

  /** Somebody else asks: the room is named after them, and once it is alive REST is asked. */
  private greet(user: string | null): void {
    this.leave();
    this.leave = () => {};
    this.user = user;
    this.known.clear();
    this.triggers = [];
    this.answered = user === null;
    if (user === null || this.stopped.signal.aborted) return;
    let joined = false;
    const { leave } = this.client.subscribe(`user_${user}`, {
      event: (event) => this.heard(event as AlertEvent),
      gap: () => void this.refresh(),
      state: (state) => {
        this.state = state;
        this.changed();
        if (state === 'live' && !joined) void this.refresh();
        joined ||= state === 'live';
      },
    });
    this.leave = leave;
    this.timer = setTimeout(this.refresh, PATIENCE_MS);
  }

  private async load(): Promise<void> {
    const [{ alerts, most, evaluated }, { triggers }] = await Promise.all([
      this.ask<Listed>('/api/v1/alerts'),
      this.ask<{ triggers: readonly Trigger[] }>('/api/v1/alerts/history', {
        limit: MOST_TRIGGERS,
      }),
    ]);
    this.known = new Map(alerts.map((alert) => [alert.id, alert]));
    this.triggers = triggers;
    this.most = most;
    this.evaluated = evaluated;
    this.answered = true;
    for (const event of this.meanwhile) this.take(event);
  }

  private ask<T>(path: string, query: Record<string, number> = {}): Promise<T> {
    const { signal } = this.stopped;
    return this.client.rest.get(path as string, { query, signal }) as Promise<T>;
  }

  private failed(cause: unknown): void {
    if (this.stopped.signal.aborted) return;
    this.error = cause instanceof Error ? cause.message : String(cause);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.refresh, RETRY_MS);
  }

  private heard(event: AlertEvent): void {
    if (this.loads > 0) this.meanwhile.push(event);
    if (this.take(event)) this.changed();
  }

  /** Whether that was about alerts: others are told in the same room. */
  private take(event: AlertEvent): boolean {
    if (event.type === 'alert') this.triggers = withTrigger(this.triggers, event.trigger);
    else if (event.type === 'alert_delivery') this.triggers = withDelivery(this.triggers, event);
    else if (event.type !== 'alert_changed') return false;
    else if (event.deleted) this.known.delete(event.deleted);
    else if (event.alert) this.known.set(event.alert.id, event.alert);
    return true;
  }
}

/** With one more at its place by time; told again, it has what became of its deliveries since. */
export function withTrigger(triggers: readonly Trigger[], told: Trigger): readonly Trigger[] {
  if (triggers.some(({ id }) => id === told.id)) return triggers;
  const at = triggers.findIndex(({ fired }) => Date.parse(fired) <= Date.parse(told.fired));
  const place = at < 0 ? triggers.length : at;
  return triggers.toSpliced(place, 0, told).slice(0, MOST_TRIGGERS);
}

/** With what became of one delivery. */
export function withDelivery(
  triggers: readonly Trigger[],
  { trigger: id, delivery }: Extract<AlertEvent, { type: 'alert_delivery' }>,
): readonly Trigger[] {
  return triggers.map((trigger) => {
    if (trigger.id !== id) return trigger;
    const { deliveries } = trigger;
    const at = deliveries.findIndex(({ target }) => target === delivery.target);
    const next = { ...deliveries[at], ...delivery };
    const all = at < 0 ? [...deliveries, next] : deliveries.with(at, next);
    return { ...trigger, deliveries: all };
  });
}

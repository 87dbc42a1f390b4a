import type { Words } from './en.ts';

export const UNKNOWN = '—';
const TINY = 1e-4;

/** Numbers and times in one language; formatters are made once, since making them is slow. */
export class Format {
  private readonly fixed = new Map<number, Intl.NumberFormat>();
  private readonly compactly: Intl.NumberFormat;
  private readonly wholly: Intl.NumberFormat;
  private readonly exactly: Intl.NumberFormat;
  private readonly minutely: Intl.NumberFormat;
  private readonly zoned: Intl.DateTimeFormat;
  private readonly clock: Intl.DateTimeFormat;
  private readonly minute: Intl.DateTimeFormat;
  private readonly day: Intl.DateTimeFormat;
  private readonly point: string;

  constructor(
    private readonly words: Words,
    /** `local` is where the reader is. */
    zone = 'local',
  ) {
    const { locale } = words;
    this.compactly = new Intl.NumberFormat(locale, {
      notation: 'compact',
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    this.exactly = new Intl.NumberFormat(locale, { maximumFractionDigits: 8 });
    this.minutely = new Intl.NumberFormat(locale, { maximumSignificantDigits: 8 });
    this.wholly = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    const timeZone = zone === 'local' ? undefined : zone;
    const minute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    const second = { ...minute, second: '2-digit' } as const;
    this.minute = new Intl.DateTimeFormat(locale, minute);
    this.clock = new Intl.DateTimeFormat(locale, second);
    this.day = new Intl.DateTimeFormat(locale, {
      ...second,
      day: 'numeric',
      month: 'short',
      timeZone,
    });
    this.zoned = new Intl.DateTimeFormat(locale, { ...second, timeZoneName: 'short' });
    this.point = locale === 'en-US' ? '.' : ',';
  }

  number(value: number, decimals: number): string {
    const known = this.fixed.get(decimals) ?? this.fix(decimals);
    return tidy(known.format(value));
  }

  /** A price cut at its decimal point, so that a column can be aligned on it. */
  price(value: number | null | undefined, decimals: number): [whole: string, fraction: string] {
    if (value === null || value === undefined) return [UNKNOWN, ''];
    const text = this.number(value, decimals);
    const cut = text.indexOf(this.point);
    return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut)];
  }

  /** Direction in a shape and a sign, never in colour alone. */
  change(percent: number): string {
    const text = this.number(Math.abs(percent), 2);
    if (Number(percent.toFixed(2)) === 0) return `${text} %`;
    return percent > 0 ? `▲ +${text} %` : `▼ −${text} %`;
  }

  /** A size with all of its decimals, up to eight; of a very small one eight digits. */
  quantity(value: number): string {
    const tiny = value !== 0 && Math.abs(value) < TINY;
    return tidy((tiny ? this.minutely : this.exactly).format(value));
  }

  compact(value: number): string {
    return tidy(this.compactly.format(value));
  }

  whole(value: number): string {
    return tidy(this.wholly.format(Math.round(value) || 0)); // and no minus before a zero
  }

  age(ms: number): string {
    const { unit } = this.words;
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 60) return `${seconds} ${unit.second}`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} ${unit.minute}`;
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} ${unit.hour}`;
    return `${Math.floor(seconds / 86_400)} ${unit.day}`;
  }

  ms(value: number): string {
    return `${this.whole(value)} ${this.words.unit.ms}`;
  }

  /** How long something lasted. */
  lasting(ms: number): string {
    return Math.abs(ms) < 1000 ? this.ms(ms) : this.age(ms);
  }

  /** With the zone, which stands beside every time that stands alone. */
  time(at: number): string {
    return this.zoned.format(at);
  }

  /** Hours, minutes and seconds, for a column of them. */
  second(at: number): string {
    return this.clock.format(at);
  }

  /** The day, too. */
  moment(at: number): string {
    return this.day.format(at);
  }

  hour(at: number): string {
    return this.minute.format(at);
  }

  /** A part of one as a percentage. */
  percent(part: number, decimals: number): string {
    return `${this.number(part * 100, decimals)} %`;
  }

  private fix(decimals: number): Intl.NumberFormat {
    const format = new Intl.NumberFormat(this.words.locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    this.fixed.set(decimals, format);
    return format;
  }
}

/** A real minus, and narrow no-break spaces between groups. */
export function tidy(text: string): string {
  return text.replace('-', '−').replace(/\u00a0/g, '\u202f');
}

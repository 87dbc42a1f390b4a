import { TickMarkType } from 'lightweight-charts';
import type { Zone } from './zone.ts';

type Style = Intl.DateTimeFormatOptions;
const CLOCK: Style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DATE: Style = { day: 'numeric', month: 'short' };

/** Times along the axis, under the crosshair and as they are spoken, in one language and zone. */
export class Times {
  private readonly ticks: Record<number, Intl.DateTimeFormat>;
  private readonly moment: Intl.DateTimeFormat;
  private readonly clock: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;

  constructor(
    locale: string,
    private readonly zone: Zone,
    /** Bars of a day and longer begin at midnight UTC everywhere. */
    private readonly days: boolean,
  ) {
    // What is on the axis was moved already, so that it is read as if it were UTC.
    const axis = (style: Style) => new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' });
    this.ticks = {
      [TickMarkType.Year]: axis({ year: 'numeric' }),
      [TickMarkType.Month]: axis({ month: 'short' }),
      [TickMarkType.DayOfMonth]: axis(DATE),
      [TickMarkType.Time]: axis(CLOCK),
      [TickMarkType.TimeWithSeconds]: axis(CLOCK),
    };
    const timeZone = days ? 'UTC' : zone.name;
    const here = (style: Style) => new Intl.DateTimeFormat(locale, { ...style, timeZone });
    const year: Style = { year: 'numeric' };
    this.moment = here({ ...DATE, ...year, ...(days ? {} : { ...CLOCK, timeZoneName: 'short' }) });
    this.clock = here(CLOCK);
    this.date = here({ ...DATE, ...year });
  }

  tick(moved: number, type: TickMarkType): string {
    return this.ticks[type]?.format(moved * 1000) ?? '';
  }

  /** The whole of a true time. */
  full(seconds: number): string {
    return this.moment.format(seconds * 1000);
  }

  /** The shortest that tells bars of one chart apart. */
  short(seconds: number): string {
    return (this.days ? this.date : this.clock).format(seconds * 1000);
  }

  /** Of a time on the axis. */
  axis(moved: number): string {
    return this.full(this.days ? moved : this.zone.back(moved));
  }
}

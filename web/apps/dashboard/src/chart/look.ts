import {
  type CandlestickSeriesPartialOptions,
  type ChartOptions,
  ColorType,
  CrosshairMode,
  type DeepPartial,
  LineStyle,
} from 'lightweight-charts';
import type { Tokens } from '../looks.ts';
import type { BandColours } from './bands.ts';

/** A colour that lets through what is behind it; `share` of 1 is opaque. */
export function veiled(colour: string, share: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour);
  if (!hex) return colour;
  const alpha = Math.round(share * 255);
  return `${colour}${alpha.toString(16).padStart(2, '0')}`;
}

export function chartLook(tokens: Tokens): DeepPartial<ChartOptions> {
  const { ground, second, line, control, raised, font } = tokens;
  const label = {
    color: control,
    labelBackgroundColor: tokens.theme === 'dark' ? '#33405a' : '#4b5563',
  };
  return {
    layout: {
      background: { type: ColorType.Solid, color: ground },
      textColor: second,
      fontFamily: font,
      fontSize: 11,
      attributionLogo: true,
      panes: { separatorColor: line, separatorHoverColor: raised, enableResize: true },
    },
    grid: {
      vertLines: { color: veiled(line, 0.55) },
      horzLines: { color: veiled(line, 0.55) },
    },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { ...label, style: LineStyle.Dashed, width: 1 },
      horzLine: { ...label, style: LineStyle.Dashed, width: 1 },
    },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
  };
}

/** Hollow up and filled down where one colour has to do; else both filled. */
export function candleLook(tokens: Tokens): CandlestickSeriesPartialOptions {
  const { mono, ground, text } = tokens;
  const [up, down] = mono ? [text, text] : [tokens.up, tokens.down];
  return {
    upColor: mono ? ground : up,
    downColor: down,
    borderVisible: mono,
    borderUpColor: up,
    borderDownColor: down,
    wickUpColor: up,
    wickDownColor: down,
    priceLineColor: tokens.accent,
    priceLineStyle: LineStyle.Dotted,
  };
}

export function volumeColour(tokens: Tokens, rises: boolean): string {
  const { mono, muted, up, down } = tokens;
  if (mono) return veiled(muted, rises ? 0.35 : 0.75);
  return veiled(rises ? up : down, 0.5);
}

export function bandColours({ warning, control, second, font }: Tokens): BandColours {
  return {
    missing: veiled(warning, 0.16),
    backfilled: veiled(control, 0.2),
    text: second,
    font,
  };
}

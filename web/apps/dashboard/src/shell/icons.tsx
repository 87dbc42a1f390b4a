import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.25 10.25 3.5 3.5" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M5.5 3.5v9M10.5 3.5v9" />
  </Icon>
);

export const PlayIcon = () => (
  <Icon>
    <path d="M5 3.25v9.5l7.5-4.75z" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1.25v1.5M8 13.25v1.5M1.25 8h1.5M13.25 8h1.5M3.25 3.25l1 1M11.75 11.75l1 1M12.75 3.25l-1 1M4.25 11.75l-1 1" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M13.5 9.75A5.75 5.75 0 0 1 6.25 2.5a5.75 5.75 0 1 0 7.25 7.25z" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M8 2 1.5 13.5h13zM8 6.5v3.25M8 11.75v.01" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);

export const GearIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="2.25" />
    <path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M3 11.5h10c-1-1-1.25-2.25-1.25-4.5a3.75 3.75 0 0 0-7.5 0c0 2.25-.25 3.5-1.25 4.5zM6.75 14h2.5" />
  </Icon>
);

export const StarIcon = () => (
  <Icon>
    <path d="m8 1.75 1.9 3.95 4.35.6-3.15 3.05.75 4.3L8 11.6l-3.85 2.05.75-4.3L1.75 6.3l4.35-.6z" />
  </Icon>
);

export const ListIcon = () => (
  <Icon>
    <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />
  </Icon>
);

export const CandlesIcon = () => (
  <Icon>
    <path d="M5 1.75v2.5M5 10.25v3M11 3.25v2.5M11 11.75v2.5M3.25 4.25h3.5v6h-3.5zM9.25 5.75h3.5v6h-3.5z" />
  </Icon>
);

export const LadderIcon = () => (
  <Icon>
    <path d="M2.5 3h11M2.5 6.25h7M2.5 9.75h8.5M2.5 13h5" />
  </Icon>
);

export const TradeIcon = () => (
  <Icon>
    <path d="M2.5 5.5h10M10 2.75l2.75 2.75L10 8.25M13.5 10.5h-10M6 7.75 3.25 10.5 6 13.25" />
  </Icon>
);

export const GridIcon = () => (
  <Icon>
    <path d="M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z" />
  </Icon>
);

export const PulseIcon = () => (
  <Icon>
    <path d="M1.5 8.5h3l2-5 3 9 2-4h3" />
  </Icon>
);

/** A mast and its waves. */
export const Logo = () => (
  <svg className="logo" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
    <circle cx="12" cy="12" r="2.2" fill="currentColor" stroke="none" />
    <path
      strokeWidth="2.2"
      strokeLinecap="round"
      d="M7.4 16.6a6.5 6.5 0 0 1 0-9.2M16.6 7.4a6.5 6.5 0 0 1 0 9.2M4.2 19.8a11 11 0 0 1 0-15.6M19.8 4.2a11 11 0 0 1 0 15.6"
    />
  </svg>
);

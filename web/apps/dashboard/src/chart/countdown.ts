/** Time until a bar closes: `0:42`, `12:03`, `3:59:01`, `2 d` as the caller writes days. */
export function countdown(seconds: number, days: (count: number) => string): string {
  const left = Math.max(0, Math.ceil(seconds));
  if (left >= 86_400) return days(Math.floor(left / 86_400));
  const [hours, minutes, rest] = [
    Math.floor(left / 3600),
    Math.floor((left % 3600) / 60),
    left % 60,
  ];
  const two = (count: number) => String(count).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

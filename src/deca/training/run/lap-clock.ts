/** @returns tells the seconds since it was last asked, at first since it was started */
export function startLapClock(): () => number {
  let started = performance.now();
  return () => {
    const seconds = (performance.now() - started) / 1000;
    started = performance.now();
    return seconds;
  };
}

/** Seconds that this process has computed for, user and system, all threads: a busy machine lengthens them less than the clock's. */
export function processSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

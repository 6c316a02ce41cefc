/**
 * Milliseconds of the processor that this thread has used. Unlike the time on the wall it does not pass while others have
 * the machine, so what it ends would have ended on a machine of one's own, too.
 */
export const processorTime = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

import { expect, test } from 'vitest';
import { giveWay } from '../../bin/local/give-way.ts';

/** A machine on which a thread may give way to others, and never take that back, as for anyone but its administrator. */
const threadOf = (priority: number) => ({
  priority,
  getPriority() {
    return this.priority;
  },
  setPriority(asked: number) {
    if (asked < this.priority) throw new Error('EACCES: permission denied');
    this.priority = asked;
  },
});

test.each([
  { before: 0, after: 5 },
  { before: 5, after: 5 },
  { before: 10, after: 10 },
])('a worker of a system started at priority $before runs at $after', ({ before, after }) => {
  const thread = threadOf(before);
  giveWay(thread);
  expect(thread.priority).toBe(after);
});

import { isMainThread } from 'node:worker_threads';

/**
 * For a process that a test starts: its stdin is a pipe that ends when the test's own process does, killed or not; then
 * it ends as by Ctrl-C. A runner that gives up a worker says nothing to what that one has started.
 */
if (isMainThread) process.stdin.once('end', () => process.emit('SIGINT', 'SIGINT')).resume();

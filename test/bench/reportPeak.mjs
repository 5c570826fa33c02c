// Loaded into promptfoo before it starts: says at the end how much memory the process had at its peak, and its CPU. JavaScript,
// since a .ts file would make Node load its compiler into the very process that is measured.
import { readFileSync, writeSync } from 'node:fs';

/** In kB. Linux counts the parent's memory into maxRSS, but begins VmHWM anew with each program. */
function peak() {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

/** User and system, the threads of the garbage collector included. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

process.on('exit', () => writeSync(3, `${peak()} ${cpuSeconds()}`));

import os from 'node:os';

/** What the figures were measured on. */
export function machine(): { line: string; cpu: string; cores: number; memoryBytes: number } {
  const cpus = os.cpus();
  const cpu = cpus[0]?.model.trim() || 'unknown processor';
  const memoryBytes = os.totalmem();
  const gib = Math.round(memoryBytes / 1024 ** 3);
  const [load = 0] = os.loadavg();
  const parts = [
    `${cpus.length} × ${cpu}`,
    `${gib} GiB`,
    `${os.platform()} ${os.release()}`,
    `Node ${process.versions.node}`,
    // Other work on the machine is the most common reason for a strange figure.
    `load ${load.toFixed(1)} at the start`,
  ];
  return { line: parts.join(', '), cpu, cores: cpus.length, memoryBytes };
}

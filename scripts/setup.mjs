// Installs what the project needs: its packages (including Node 24) and, with --browser, a Chromium.
// Runs under whatever Node the machine has (16 or newer), before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const missing = whatIsMissing();
if (missing !== undefined) {
  console.log(`Installing packages (${missing}) …`);
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const still = whatIsMissing();
  if (still !== undefined) fail(`The packages are not complete after \`npm ci\`: ${still}.`);
}
if (process.argv.includes('--browser')) bringChromium();

/** Compares the lockfile with npm's own record of what it installed. */
function whatIsMissing() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'none here yet';
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const installed = readJson(record).packages;
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link === true) continue;
    const found = installed[path];
    // Optional packages of other platforms are absent on purpose.
    if (found === undefined ? optional !== true : found.version !== version) {
      return `${path.replace('node_modules/', '')} ${version} is missing`;
    }
  }
  // Its install script downloads the binary; with scripts disabled it is missing.
  const { status } = spawnSync(join(root, 'node_modules', '.bin', 'node'), ['--version']);
  return status === 0 ? undefined : 'Node itself is missing';
}

function bringChromium() {
  if (findChromium() !== undefined || hasPlaywrightChromium()) return;
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isRootOnDebian) {
    console.log('Installing Chromium for the browser tests (apt-get install) …');
    run('apt-get', ['update', '-qq']);
    const install = ['install', '-y', '-qq', '--no-install-recommends'];
    // Older releases only have the full browser.
    for (const name of ['chromium-headless-shell', 'chromium']) {
      if (run('apt-get', [...install, name]) && findChromium() !== undefined) return;
    }
  }
  console.log("Downloading Playwright's Chromium for the browser tests …");
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  if (!run(node24(), [playwright, 'install', 'chromium'])) {
    fail('There is no Chromium for the browser tests. Install one, or name yours in CHROMIUM_PATH.');
  }
}

function hasPlaywrightChromium() {
  const script =
    'import("@playwright/test").then((p) => process.exit(require("node:fs").existsSync(p.chromium.executablePath()) ? 0 : 1))';
  return spawnSync(node24(), ['-e', script], { cwd: root }).status === 0;
}

function node24() {
  return join(root, 'node_modules', '.bin', 'node');
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const done = cli === undefined ? run('npm', args) : run(process.execPath, [cli, ...args]);
  if (!done) fail(`\`npm ${args[0]}\` failed; its own words are above.`);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

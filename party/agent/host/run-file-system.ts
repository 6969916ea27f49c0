import type { Effect, FileStat, HostCall, HostValues } from '../../../shared/host.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { ChangeKind } from './dry-room.ts';
import { FsError } from './fs-error.ts';
import { roomPath } from './room-volume.ts';
import type { TempVolume } from './temp-volume.ts';
import type { Volume } from './volume.ts';

/** Where a path leads: a volume and the path in it; `''` is the volume's own folder. */
interface MountedPath {
  volume: Volume;
  inRoom: boolean;
  /** `/work` or `/tmp`. */
  mount: string;
  path: string;
  /** The call comes from a command in the run's shell. */
  inShell: boolean;
}

type FileCall = Extract<HostCall, { path: string }>;

interface FileSystemHooks {
  /** Called right before the room's files are changed. @throws FsError when the run may not do that */
  permit: (kind: ChangeKind) => void;
  onEffect: (effect: Effect) => void;
  /** @throws FsError when the run has ended */
  assertLive: () => void;
}

/**
 * A run's file system, with Node's behaviour and codes: `/work` is the room, `/tmp` the run's own.
 *
 * A room has files only. A folder exists while a file is below it, or while the run that made it lasts.
 */
export class RunFileSystem {
  readonly #mounts: ReadonlyMap<string, Volume>;
  readonly #temp: TempVolume;
  readonly #madeFolders = new Set<string>();
  readonly #startedAt: number;
  readonly #hooks: FileSystemHooks;

  constructor(room: Volume, temp: TempVolume, hooks: FileSystemHooks) {
    this.#mounts = new Map([
      ['/work', room],
      ['/tmp', temp],
    ]);
    this.#temp = temp;
    this.#startedAt = Date.now();
    this.#hooks = hooks;
  }

  /**
   * What is lost with the run: whether `/tmp` holds anything, and whether some of it was moved there from the
   * room.
   */
  leftInTemp(): { any: boolean; moved: boolean } {
    const files = this.#temp.files();
    const hasFolder = [...this.#madeFolders].some((folder) => folder.startsWith('/tmp/'));
    return { any: hasFolder || files.length > 0, moved: files.some(({ isInTrash }) => isInTrash) };
  }

  /** @throws FsError */
  async call(call: FileCall): Promise<HostValues[FileCall['op']]> {
    const writes = !['readFile', 'stat', 'readdir'].includes(call.op);
    const names = namesOf(call.path);
    if (names.length === 0) return this.#atRoot(call);
    const inShell = 'shell' in call && call.shell === true;
    const place = this.#place(names, inShell);
    await place.volume.ready(writes);
    this.#hooks.assertLive();
    switch (call.op) {
      case 'readFile':
        this.#assertFile(place);
        return place.volume.read(place.path);
      case 'writeFile':
        return this.#write(place, call.data, call.exclusive === true);
      case 'appendFile':
        return this.#append(place, call.data);
      case 'unlink':
        this.#assertFile(place, 'EPERM');
        return this.#unlink(place);
      case 'stat':
        return this.#stat(place);
      case 'mkdir':
        return this.#mkdir(place, call.recursive === true);
      case 'readdir':
        this.#assertFolder(place);
        return this.#list(place);
      case 'rmdir':
        return this.#rmdir(place);
      case 'rename':
      default:
        return this.#rename(place, this.#place(namesOf(call.to), inShell));
    }
  }

  #atRoot(call: FileCall): HostValues[FileCall['op']] {
    if (call.op === 'stat') return this.#folderStat();
    if (call.op === 'readdir') {
      return [...this.#mounts.keys()].map((mount) => ({ name: mount.slice(1), type: 'directory' as const }));
    }
    if (call.op === 'mkdir' && call.recursive === true) return false;
    if (call.op === 'mkdir') throw new FsError('EEXIST');
    throw new FsError(call.op === 'rmdir' || call.op === 'rename' ? 'EBUSY' : 'EISDIR');
  }

  #place([top = '', ...names]: string[], inShell: boolean): MountedPath {
    const mount = `/${top}`;
    const volume = this.#mounts.get(mount);
    if (!volume) throw new FsError('ENOENT', 'programs see /work, the files of the room, and /tmp');
    return { volume, mount, inRoom: mount === '/work', path: names.join('/'), inShell };
  }

  #write(place: MountedPath, data: Uint8Array, exclusive: boolean): null {
    if (this.#isFolder(place)) throw new FsError('EISDIR');
    if (exclusive && place.volume.has(place.path)) throw new FsError('EEXIST');
    this.#assertParent(place);
    const name = this.#assertNormalized(place);
    this.#permit(place, 'edit');
    const partly = place.volume.write(name, data);
    this.#recordEffect(place, { kind: 'write', path: place.path, ...(partly && { partly }) });
    return null;
  }

  #append(place: MountedPath, data: Uint8Array): null {
    if (!place.volume.has(place.path)) return this.#write(place, data, false);
    this.#permit(place, 'edit');
    place.volume.append(place.path, data);
    this.#recordEffect(place, { kind: 'write', path: place.path });
    return null;
  }

  #unlink(place: MountedPath): null {
    this.#permit(place, 'delete');
    // A move between the room and /tmp is a copy and a deletion.
    const mayBeMoved = place.inRoom && this.#temp.files().length > 0;
    const copies = mayBeMoved ? this.#temp.copiesOf(place.volume.read(place.path)) : [];
    if (place.volume.remove(place.path)) for (const copy of copies) copy.isInTrash = true;
    this.#recordEffect(place, { kind: 'delete', path: place.path });
    return null;
  }

  #stat(place: MountedPath): FileStat {
    if (place.volume.has(place.path)) return { type: 'file', ...place.volume.stat(place.path) };
    this.#assertFolder(place, 'ENOENT');
    return this.#folderStat();
  }

  #folderStat(): FileStat {
    return { type: 'directory', size: 0, mtimeMs: this.#startedAt };
  }

  #mkdir(place: MountedPath, recursive: boolean): boolean {
    if (place.volume.has(place.path)) throw new FsError('EEXIST');
    if (this.#isFolder(place)) {
      if (recursive) return false;
      throw new FsError('EEXIST');
    }
    if (!recursive) this.#assertParent(place);
    this.#assertNormalized(place);
    const names = place.path.split('/');
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth).join('/');
      if (place.volume.has(path)) throw new FsError('ENOTDIR');
      this.#makeFolder(place, path);
    }
    return true;
  }

  #makeFolder({ mount }: MountedPath, path: string): void {
    this.#madeFolders.add(`${mount}/${path}`);
    if (this.#madeFolders.size > runLimits.maxFolders) {
      this.#madeFolders.delete(`${mount}/${path}`);
      throw new FsError('ENOSPC', `a run can make at most ${runLimits.maxFolders} folders`);
    }
  }

  #list(place: MountedPath): HostValues['readdir'] {
    const types = new Map<string, FileStat['type']>();
    const start = place.path === '' ? '' : `${place.path}/`;
    for (const path of place.volume.paths()) {
      if (!path.startsWith(start)) continue;
      const [name = '', ...below] = path.slice(start.length).split('/');
      types.set(name, below.length > 0 ? 'directory' : 'file');
    }
    for (const folder of this.#madeFolders) {
      const above = `${place.mount}/${start}`;
      const name = folder.startsWith(above) ? folder.slice(above.length).split('/')[0] : undefined;
      if (name !== undefined && name !== '') types.set(name, 'directory');
    }
    return [...types].map(([name, type]) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #rmdir(place: MountedPath): null {
    this.#assertFolder(place);
    if (place.path === '') throw new FsError('EBUSY');
    if (this.#list(place).length > 0) throw new FsError('ENOTEMPTY');
    this.#madeFolders.delete(`${place.mount}/${place.path}`);
    return null;
  }

  #rename(from: MountedPath, to: MountedPath): null {
    if (from.path === '' || to.path === '') throw new FsError('EBUSY');
    const isFolder = !from.volume.has(from.path);
    if (isFolder) this.#assertFolder(from, 'ENOENT');
    if (from.volume !== to.volume) throw new FsError('EXDEV', '/work and /tmp are apart: copy, then delete');
    if (from.path === to.path) return null;
    this.#assertParent(to);
    this.#assertNormalized(to);
    if (!isFolder) {
      if (this.#isFolder(to)) throw new FsError('EISDIR');
      this.#permit(from, 'edit');
      if (to.volume.has(to.path)) {
        this.#permit(to, 'delete');
        from.volume.replace(from.path, to.path);
      } else from.volume.move(from.path, to.path);
      this.#recordEffect(from, { kind: 'rename', path: from.path, to: to.path });
      return null;
    }
    if (to.path.startsWith(`${from.path}/`)) throw new FsError('EINVAL');
    if (to.volume.has(to.path)) throw new FsError('ENOTDIR');
    if (this.#isFolder(to) && this.#list(to).length > 0) throw new FsError('ENOTEMPTY');
    const below = [...from.volume.paths()].filter((path) => path.startsWith(`${from.path}/`));
    const rest = (path: string): string => to.path + path.slice(from.path.length);
    for (const path of below) this.#assertNormalized({ ...to, path: rest(path) });
    if (below.length > 0) this.#permit(from, 'edit');
    for (const path of below) {
      from.volume.move(path, rest(path));
      this.#recordEffect(from, { kind: 'rename', path, to: rest(path) });
    }
    const top = `${from.mount}/${from.path}`;
    for (const folder of Array.from(this.#madeFolders)) {
      if (folder !== top && !folder.startsWith(`${top}/`)) continue;
      this.#madeFolders.delete(folder);
      this.#madeFolders.add(`${to.mount}/${to.path}${folder.slice(top.length)}`);
    }
    if (below.length === 0) this.#makeFolder(to, to.path);
    return null;
  }

  #isFolder({ volume, mount, path }: MountedPath): boolean {
    if (path === '' || this.#madeFolders.has(`${mount}/${path}`)) return true;
    for (const other of volume.paths()) if (other.startsWith(`${path}/`)) return true;
    for (const folder of this.#madeFolders) if (folder.startsWith(`${mount}/${path}/`)) return true;
    return false;
  }

  #assertFile(place: MountedPath, ifFolder = 'EISDIR'): void {
    if (place.volume.has(place.path)) return;
    throw new FsError(this.#isFolder(place) ? ifFolder : this.#missing(place));
  }

  #assertFolder(place: MountedPath, ifFile = 'ENOTDIR'): void {
    if (this.#isFolder(place)) return;
    throw new FsError(place.volume.has(place.path) ? ifFile : this.#missing(place));
  }

  #assertParent(place: MountedPath): void {
    const parent = { ...place, path: place.path.split('/').slice(0, -1).join('/') };
    if (!this.#isFolder(parent)) throw new FsError(this.#missing(place));
  }

  /** The code for a path that does not exist: `ENOTDIR` when something above it is a file. */
  #missing({ volume, path }: MountedPath): string {
    const names = path.split('/');
    const isBelowFile = names.some((_, depth) => depth > 0 && volume.has(names.slice(0, depth).join('/')));
    return isBelowFile ? 'ENOTDIR' : 'ENOENT';
  }

  /** Checks that a new path is written as the room would normalize it. @throws FsError */
  #assertNormalized({ path, inRoom }: MountedPath): string {
    const name = inRoom ? roomPath(path) : path;
    if (name !== path) throw new FsError('EINVAL', `write the name as “${name}”`);
    return name;
  }

  /** All that a command changes counts as a command; what it deletes counts as a deletion too. */
  #permit({ inRoom, inShell }: MountedPath, kind: 'edit' | 'delete'): void {
    if (!inRoom) return;
    if (inShell) this.#hooks.permit('bash');
    if (!inShell || kind === 'delete') this.#hooks.permit(kind);
  }

  #recordEffect(place: MountedPath, effect: Effect): void {
    if (place.inRoom) this.#hooks.onEffect(effect);
  }
}

/** An absolute path's names, without `.` and `..`. @throws FsError */
function namesOf(path: string): string[] {
  if (!path.startsWith('/') || path.includes('\0')) throw new FsError('EINVAL');
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return names;
}

/** The file operations that removal needs. */
interface Tree {
  isFile(path: string): Promise<boolean>;
  names(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  unlink(path: string): Promise<unknown>;
  rmdir(path: string): Promise<unknown>;
}

/** Removes a file, or a folder with everything in it, for programs and for the shell. */
export async function removeTree(tree: Tree, path: string): Promise<void> {
  if (await tree.isFile(path)) {
    await tree.unlink(path);
    return;
  }
  for (const name of await tree.names(path)) await removeTree(tree, `${path}/${name}`);
  // In `/work` a folder disappears with its last file.
  if (await tree.exists(path)) await tree.rmdir(path);
}

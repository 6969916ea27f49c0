/** What removing needs of the files it goes through. */
interface Tree {
  isFile(path: string): Promise<boolean>;
  names(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  unlink(path: string): Promise<unknown>;
  rmdir(path: string): Promise<unknown>;
}

/** Removes a file, or a folder with all that is in it, for programs and for the shell. */
export async function removeTree(tree: Tree, path: string): Promise<void> {
  if (await tree.isFile(path)) {
    await tree.unlink(path);
    return;
  }
  for (const name of await tree.names(path)) await removeTree(tree, `${path}/${name}`);
  // The last file of a folder takes it along.
  if (await tree.exists(path)) await tree.rmdir(path);
}

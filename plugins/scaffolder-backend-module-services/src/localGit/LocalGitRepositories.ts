import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import git, { TreeEntry } from 'isomorphic-git';
import fs from 'node:fs';
import path from 'node:path';

/** The one branch that templates publish to. */
export const DEFAULT_BRANCH = 'main';
/** Scheme of the URLs under which the catalog reads these repositories. */
export const LOCAL_GIT_SCHEME = 'local-git:';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const FILE_MODE = '100644';
const EXECUTABLE_MODE = '100755';
const TREE_MODE = '040000';

/** A folder of bare Git repositories, written and read without a Git installation. */
export class LocalGitRepositories {
  static fromConfig(config: Config): LocalGitRepositories {
    return new LocalGitRepositories(
      path.resolve(
        config.getOptionalString('scaffolder.localGit.directory') ??
          '../../data/git',
      ),
    );
  }

  constructor(private readonly root: string) {}

  /**
   * Makes a bare repository with one commit of everything in a folder.
   *
   * @returns The path to clone from.
   * @throws InputError for a name that is no host name; ConflictError when the repository exists.
   */
  async publish(
    name: string,
    folder: string,
    commit: { message: string; author: { name: string; email: string } },
  ): Promise<{ clonePath: string; commit: string }> {
    const gitdir = this.#gitdir(name);
    if (fs.existsSync(gitdir)) {
      throw new ConflictError(
        `name: found ${name}, which is a repository already`,
      );
    }
    fs.mkdirSync(this.root, { recursive: true });
    // Written beside and renamed: a process killed halfway leaves no half repository behind.
    const draft = `${gitdir}.draft-${process.pid}-${Date.now()}`;
    try {
      await git.init({
        fs,
        gitdir: draft,
        bare: true,
        defaultBranch: DEFAULT_BRANCH,
      });
      const tree = await writeTree(draft, folder);
      const oid = await git.commit({
        fs,
        gitdir: draft,
        tree,
        ref: `refs/heads/${DEFAULT_BRANCH}`,
        ...commit,
      });
      fs.renameSync(draft, gitdir);
      return { clonePath: gitdir, commit: oid };
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  }

  /**
   * Reads one file as it is at a branch.
   *
   * @throws NotFoundError
   */
  async read(
    name: string,
    branch: string,
    filepath: string,
  ): Promise<{ content: Buffer; commit: string }> {
    const gitdir = this.#gitdir(name);
    try {
      const commit = await git.resolveRef({
        fs,
        gitdir,
        ref: `refs/heads/${branch}`,
      });
      const { blob } = await git.readBlob({
        fs,
        gitdir,
        oid: commit,
        filepath,
      });
      return { content: Buffer.from(blob), commit };
    } catch (error) {
      throw new NotFoundError(`No ${filepath} in ${name} at ${branch}`, error);
    }
  }

  #gitdir(name: string): string {
    if (!NAME.test(name)) {
      throw new InputError(
        `name: found "${name}", allowed 1 to 63 of lower-case letters, digits and -`,
      );
    }
    return resolveSafeChildPath(this.root, `${name}.git`);
  }
}

async function writeTree(gitdir: string, folder: string): Promise<string> {
  const tree: TreeEntry[] = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.name === '.git') {
      continue;
    }
    if (entry.isDirectory()) {
      tree.push({
        mode: TREE_MODE,
        path: entry.name,
        type: 'tree',
        oid: await writeTree(gitdir, file),
      });
    } else if (entry.isFile()) {
      const executable = (fs.statSync(file).mode & 0o111) !== 0;
      tree.push({
        mode: executable ? EXECUTABLE_MODE : FILE_MODE,
        path: entry.name,
        type: 'blob',
        oid: await git.writeBlob({ fs, gitdir, blob: fs.readFileSync(file) }),
      });
    }
  }
  return git.writeTree({ fs, gitdir, tree });
}

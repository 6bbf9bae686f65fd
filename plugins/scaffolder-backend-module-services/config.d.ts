export interface Config {
  scaffolder?: {
    /** Where templates publish to when no Git host is connected. */
    localGit?: {
      /** Folder of bare repositories; relative to the backend process. Default `../../data/git`. */
      directory?: string;
    };
  };
}

import { ReaderFactory } from '@backstage/backend-defaults/urlReader';
import {
  UrlReaderService,
  UrlReaderServiceReadTreeResponse,
  UrlReaderServiceReadUrlOptions,
  UrlReaderServiceReadUrlResponse,
  UrlReaderServiceSearchOptions,
  UrlReaderServiceSearchResponse,
} from '@backstage/backend-plugin-api';
import { InputError, NotModifiedError } from '@backstage/errors';
import { Readable } from 'node:stream';
import { LOCAL_GIT_SCHEME, LocalGitRepositories } from './LocalGitRepositories';

/** Reads `local-git://<repository>/<branch>/<path>`, so that the catalog follows what is pushed. */
export class LocalGitUrlReader implements UrlReaderService {
  static readonly factory: ReaderFactory = ({ config }) => [
    {
      reader: new LocalGitUrlReader(LocalGitRepositories.fromConfig(config)),
      predicate: url => url.protocol === LOCAL_GIT_SCHEME,
    },
  ];

  constructor(private readonly repositories: LocalGitRepositories) {}

  async readUrl(
    url: string,
    options?: UrlReaderServiceReadUrlOptions,
  ): Promise<UrlReaderServiceReadUrlResponse> {
    const { name, branch, filepath } = parse(url);
    const { content, commit } = await this.repositories.read(
      name,
      branch,
      filepath,
    );
    if (options?.etag === commit) {
      throw new NotModifiedError();
    }
    return {
      buffer: async () => content,
      stream: () => Readable.from(content),
      etag: commit,
    };
  }

  async readTree(): Promise<UrlReaderServiceReadTreeResponse> {
    throw new InputError(
      'local-git: URLs name single files; trees are cloned with Git',
    );
  }

  async search(
    url: string,
    options?: UrlReaderServiceSearchOptions,
  ): Promise<UrlReaderServiceSearchResponse> {
    const { buffer, etag = '' } = await this.readUrl(url, options);
    return { etag, files: [{ url, content: buffer }] };
  }

  toString(): string {
    return 'local-git';
  }
}

function parse(url: string): {
  name: string;
  branch: string;
  filepath: string;
} {
  const { host, pathname } = new URL(url);
  const [, branch, filepath] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  if (!host || !filepath) {
    throw new InputError(
      `url: found ${url}, allowed ${LOCAL_GIT_SCHEME}//<repository>/<branch>/<path>`,
    );
  }
  return { name: host, branch, filepath: decodeURIComponent(filepath) };
}

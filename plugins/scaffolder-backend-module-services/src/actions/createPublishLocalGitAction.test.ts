import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { chmodSync } from 'node:fs';
import { LocalGitRepositories } from '../localGit/LocalGitRepositories';
import { LocalGitUrlReader } from '../localGit/LocalGitUrlReader';
import { createPublishLocalGitAction } from './createPublishLocalGitAction';

describe('publish:local-git', () => {
  const directory = createMockDirectory();
  const repositories = new LocalGitRepositories(directory.resolve('git'));
  const action = createPublishLocalGitAction(repositories);

  const publish = async (name: string, isDryRun = false) => {
    const context = createMockActionContext({
      input: { name },
      workspacePath: directory.resolve('workspace'),
    });
    await action.handler({ ...context, isDryRun });
    return context;
  };

  beforeEach(() => {
    directory.setContent({
      workspace: {
        'catalog-info.yaml': 'kind: Component\n',
        src: { 'main.ts': 'start();\n' },
        'run.sh': '#!/bin/sh\n',
      },
    });
    chmodSync(directory.resolve('workspace/run.sh'), 0o755);
  });

  it('publishes the workspace, and the catalog reads it by URL', async () => {
    const { output } = await publish('gift-cards');
    expect(output).toHaveBeenCalledWith(
      'catalogInfoUrl',
      'local-git://gift-cards/main/catalog-info.yaml',
    );
    expect(output).toHaveBeenCalledWith(
      'clonePath',
      directory.resolve('git/gift-cards.git'),
    );
    const reader = new LocalGitUrlReader(repositories);
    const file = await reader.readUrl(
      'local-git://gift-cards/main/src/main.ts',
    );
    expect(String(await file.buffer())).toBe('start();\n');
    await expect(
      reader.readUrl('local-git://gift-cards/main/src/main.ts', {
        etag: file.etag,
      }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
    const relative = new URL(
      './openapi.yaml',
      'local-git://gift-cards/main/catalog-info.yaml',
    );
    expect(relative.href).toBe('local-git://gift-cards/main/openapi.yaml');
    await expect(reader.readUrl(relative.href)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('never overwrites a repository', async () => {
    await publish('gift-cards');
    await expect(publish('gift-cards')).rejects.toThrow(
      'is a repository already',
    );
  });

  it.each(['../evil', 'A B', '', 'x/y'])('refuses %j as a name', async name => {
    await expect(publish(name)).rejects.toThrow('allowed 1 to 63');
  });

  it('writes nothing in a dry run', async () => {
    const { output } = await publish('dry', true);
    expect(output).toHaveBeenCalledWith('clonePath', 'dry.git');
    await expect(repositories.read('dry', 'main', 'run.sh')).rejects.toThrow(
      'No run.sh',
    );
  });
});

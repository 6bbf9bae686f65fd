import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  DEFAULT_BRANCH,
  LOCAL_GIT_SCHEME,
  LocalGitRepositories,
} from '../localGit/LocalGitRepositories';

/** `publish:local-git`: puts the workspace into a new bare repository on the portal's own disk. */
export function createPublishLocalGitAction(
  repositories: LocalGitRepositories,
) {
  return createTemplateAction({
    id: 'publish:local-git',
    description:
      'Publishes the workspace as a new bare Git repository on the portal’s disk. Needs no Git host and no account; for trying things out and for tests.',
    supportsDryRun: true,
    examples: [
      {
        description: 'Publish the workspace as repository "orders"',
        example: [
          'steps:',
          '  - id: publish',
          '    action: publish:local-git',
          '    input:',
          '      name: orders',
        ].join('\n'),
      },
    ],
    schema: {
      input: {
        name: z =>
          z.string().describe('Name of the repository, which becomes a folder'),
        message: z =>
          z
            .string()
            .optional()
            .describe('Commit message, “feat: first version” when left out'),
      },
      output: {
        clonePath: z => z.string().describe('What to give to git clone'),
        catalogInfoUrl: z =>
          z.string().describe('Where the catalog reads catalog-info.yaml'),
        commit: z => z.string().describe('Id of the commit'),
      },
    },
    async handler(context) {
      const { name, message = 'feat: first version' } = context.input;
      const catalogInfoUrl = `${LOCAL_GIT_SCHEME}//${name}/${DEFAULT_BRANCH}/catalog-info.yaml`;
      context.output('catalogInfoUrl', catalogInfoUrl);
      if (context.isDryRun) {
        context.output('clonePath', `${name}.git`);
        context.output('commit', '0'.repeat(40));
        return;
      }
      const profile = context.user?.entity?.spec.profile;
      const { clonePath, commit } = await repositories.publish(
        name,
        context.workspacePath,
        {
          message,
          author: {
            name: profile?.displayName ?? 'Sextant',
            email: profile?.email ?? 'scaffolder@sextant.invalid',
          },
        },
      );
      context.logger.info(`Published to ${clonePath}`);
      context.output('clonePath', clonePath);
      context.output('commit', commit);
    },
  });
}

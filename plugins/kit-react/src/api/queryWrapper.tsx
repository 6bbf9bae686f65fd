import '../tokens.css';
import { PluginWrapperBlueprint } from '@backstage/frontend-plugin-api';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ReactNode } from 'react';

/** One cache for all plugins of the suite: two panels with one question ask once. @public */
export const telemetryQueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      // A wrong question stays wrong; everything else may be a moment's trouble.
      retry: (failures, error) => failures < 1 && !isFinal(error),
    },
  },
});

/** Gives a plugin's pages, tabs and cards the shared query client. @public */
export const queryWrapper = PluginWrapperBlueprint.make({
  name: 'query-client',
  params: define =>
    define({
      loader: async () => ({
        component: ({ children }: { children: ReactNode }) => (
          <QueryClientProvider client={telemetryQueryClient}>
            {children}
          </QueryClientProvider>
        ),
      }),
    }),
});

function isFinal(error: Error): boolean {
  const status: unknown = Reflect.get(error, 'statusCode');
  return typeof status === 'number' && status >= 400 && status < 500;
}
